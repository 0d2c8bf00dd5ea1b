/**
 * Fetches one file over HTTP into an open partial file: in as many parts as it takes, and never more bytes than it must have.
 *
 * @module
 */
import type { Log } from "../../base/log.ts";
import type { RemoteFile } from "./pinned.ts";
import { PassingError, refused, Transfer, type TransferTools } from "./transfer.ts";

/** How long a download may be in trouble. */
export interface Patience {
  /** How often it is tried. Default 3. */
  readonly tries: number;
  /** The pause before the second try; each later one is four times as long. Default 1000. */
  readonly pauseMs: number;
  /** A server that sends nothing for so long is given up. Default 30,000. */
  readonly stallMs: number;
}

/** What a download is given. */
export interface DownloadTools extends Omit<TransferTools, "stallMs"> {
  readonly log: Log;
  readonly patience?: Partial<Patience>;
}

const PATIENCE: Patience = { tries: 3, pauseMs: 1000, stallMs: 30_000 };
/** A server that wants a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Completes `part`, whose bytes so far are taken to be the beginning of the file.
 *
 * @param part open for reading and writing; right in length afterwards, its hash not yet looked at
 * @returns whether it was put together from parts that may be of different versions
 * @throws {ScrimError} `MODEL` without a hint; the signal's reason when aborted
 */
export async function download(
  file: RemoteFile,
  part: Deno.FsFile,
  tools: DownloadTools,
): Promise<{ pieced: boolean }> {
  const { tries, pauseMs, stallMs } = { ...PATIENCE, ...tools.patience };
  const transfer = new Transfer(file, part, { ...tools, stallMs });
  await transfer.begin();
  for (let tried = 1; !transfer.complete; tried++) {
    try {
      await transfer.fetchRest();
    } catch (error) {
      tools.signal?.throwIfAborted();
      if (!(error instanceof PassingError)) throw error;
      const wait = error.pauseMs ?? pauseMs * 4 ** (tried - 1);
      if (tried >= tries || wait > LONGEST_PAUSE_MS) throw refused(tools.address, error);
      const { name, bytes } = file;
      tools.log.warn(
        `Download of "${name}" stopped at ${transfer.received} of ${bytes} bytes: ${error.message}; ` +
          `next try in ${Math.ceil(wait / 1000)} s`,
      );
      await tools.clock.sleep(wait, tools.signal);
    }
  }
  return { pieced: transfer.pieced };
}
