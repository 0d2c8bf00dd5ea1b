/**
 * Downloads one file over HTTP into an open partial file. After an interruption it continues where it stopped. It never writes
 * more bytes than the file must have.
 *
 * @module
 */
import type { Log } from "../../base/log.ts";
import type { RemoteFile } from "./pinned.ts";
import { PassingError, refused, Transfer, type TransferTools } from "./transfer.ts";

/** The limits for retries of a download. */
export interface Patience {
  /** The number of tries. Default 3. */
  readonly tries: number;
  /** The pause before the second try in milliseconds. Each later pause is four times as long. Default 1000. */
  readonly pauseMs: number;
  /** A try fails when the server sends nothing for this time, in milliseconds. Default 30,000. */
  readonly stallMs: number;
}

/** The dependencies of a download. */
export interface DownloadTools extends Omit<TransferTools, "stallMs"> {
  readonly log: Log;
  readonly patience?: Partial<Patience>;
}

const PATIENCE: Patience = { tries: 3, pauseMs: 1000, stallMs: 30_000 };
/** If the server asks for a longer pause, the download fails. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Completes `part`. Its current bytes are assumed to be the beginning of the file. Afterwards it has the right length, but the
 * caller must check its hash.
 *
 * @param part a file open for reading and writing
 * @returns `pieced`: whether the bytes come from several responses, which may be of different versions of the file
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
