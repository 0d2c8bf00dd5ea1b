/**
 * Fetches one file over HTTP into an open partial file: in as many parts as it takes, and never more bytes than it must have.
 *
 * @module
 */
import { ScrimError } from "../../errors.ts";
import type { Log } from "../../ports.ts";
import { systemClock } from "../../system.ts";
import type { RemoteFile } from "./pinned.ts";

/** How far a model's download is. */
export interface ModelProgress {
  /** The model's file. */
  readonly name: string;
  /** Bytes that are here. */
  readonly received: number;
  /** Bytes that it has. */
  readonly total: number;
}

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
export interface DownloadTools {
  /** The file's full address. */
  readonly address: string;
  readonly log: Log;
  readonly progress?: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal;
  readonly patience?: Partial<Patience>;
}

const PATIENCE: Patience = { tries: 3, pauseMs: 1000, stallMs: 30_000 };
/** A server that wants a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 60_000;
const WORTH_ANOTHER_TRY: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** What may go away by itself. */
class PassingError extends Error {
  /** The pause that the server asked for. */
  readonly pauseMs: number | undefined;

  constructor(message: string, { pauseMs, cause }: { pauseMs?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.pauseMs = pauseMs;
  }
}

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
  const { tries, pauseMs } = { ...PATIENCE, ...tools.patience };
  const transfer = new Transfer(file, part, tools);
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
      await systemClock.sleep(wait, tools.signal);
    }
  }
  return { pieced: transfer.pieced };
}

function refused(address: string, reason: string | Error): ScrimError {
  const [text, cause] = typeof reason === "string" ? [reason] : [reason.message, reason.cause];
  return new ScrimError(`Cannot download "${address}": ${text}`, { code: "MODEL", cause });
}

class Transfer {
  received = 0;
  pieced = false;
  readonly #file: RemoteFile;
  readonly #part: Deno.FsFile;
  readonly #tools: DownloadTools;
  readonly #stallMs: number;
  /** Names the version of the file that the bytes so far are of. */
  #etag: string | null = null;

  constructor(file: RemoteFile, part: Deno.FsFile, tools: DownloadTools) {
    this.#file = file;
    this.#part = part;
    this.#tools = tools;
    this.#stallMs = tools.patience?.stallMs ?? PATIENCE.stallMs;
  }

  get complete(): boolean {
    return this.received === this.#file.bytes;
  }

  /** Takes what an earlier run left. */
  async begin(): Promise<void> {
    const { size } = await this.#part.stat();
    if (size > this.#file.bytes) return await this.#restart();
    await this.#part.seek(0, Deno.SeekMode.End);
    this.received = size;
    this.pieced = size > 0;
  }

  /** @throws {PassingError} when another try may help */
  async fetchRest(): Promise<void> {
    const { signal } = this.#tools;
    const stall = new AbortController();
    const stalled = (): void => stall.abort();
    let timer = setTimeout(stalled, this.#stallMs);
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(stalled, this.#stallMs);
    };
    try {
      const response = await fetch(this.#tools.address, {
        headers: this.#headers(),
        signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
      });
      alive();
      try {
        await this.#accept(response);
        await this.#take(response, alive);
      } finally {
        // Without effect on a body that was read to its end.
        if (response.body && !response.body.locked) await response.body.cancel();
      }
    } catch (cause) {
      if (stall.signal.aborted) {
        throw new PassingError(`the server sent nothing for ${this.#stallMs / 1000} s`, { cause });
      }
      throw cause instanceof TypeError ? new PassingError(reasonOf(cause), { cause }) : cause;
    } finally {
      clearTimeout(timer);
    }
  }

  #headers(): Record<string, string> {
    return {
      // A packed body would have another length and no parts.
      "accept-encoding": "identity",
      ...(this.received > 0 ? { range: `bytes=${this.received}-` } : {}),
      ...(this.received > 0 && this.#etag ? { "if-range": this.#etag } : {}),
    };
  }

  /** Decides by the head of the answer where its body goes. */
  async #accept(response: Response): Promise<void> {
    const { status, headers } = response;
    if (WORTH_ANOTHER_TRY.includes(status)) {
      const pauseMs = retryAfterMs(headers.get("retry-after"));
      throw new PassingError(`the server answers ${statusText(response)}`, { pauseMs });
    }
    if (status === 416) {
      await this.#restart();
      throw new PassingError("the server does not know the part that is missing");
    }
    if (status !== 200 && status !== 206) throw this.#refused(statusText(response));
    if (status === 200) {
      // It knows no parts, or the file is not the one that was begun.
      await this.#restart();
      this.#expectTotal(headers.get("content-length"));
    } else {
      await this.#expectPart(headers.get("content-range"));
    }
    const etag = headers.get("etag");
    this.#etag = etag?.startsWith('"') ? etag : null; // a weak one may not be used for parts
  }

  async #expectPart(range: string | null): Promise<void> {
    const [, first, total = null] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range ?? "") ?? [];
    if (total !== "*") this.#expectTotal(total);
    if (Number(first) === this.received && this.received > 0) {
      this.pieced = true;
      return;
    }
    await this.#restart();
    throw new PassingError(`the server sent the part "${range}", which was not asked for`);
  }

  #expectTotal(total: string | null): void {
    if (total === null || Number(total) === this.#file.bytes) return;
    throw this.#refused(`it has ${total} bytes there, wanted ${this.#file.bytes}`);
  }

  async #take(response: Response, alive: () => void): Promise<void> {
    this.#tell();
    for await (const chunk of response.body ?? []) {
      alive();
      if (this.received + chunk.length > this.#file.bytes) {
        await this.#restart();
        throw this.#refused(`the server sends more than ${this.#file.bytes} bytes`);
      }
      for (let at = 0; at < chunk.length;) at += await this.#part.write(chunk.subarray(at));
      this.received += chunk.length;
      this.#tell();
    }
    if (!this.complete) throw new PassingError("the connection ended early");
  }

  async #restart(): Promise<void> {
    await this.#part.truncate(0);
    await this.#part.seek(0, Deno.SeekMode.Start);
    this.received = 0;
    this.pieced = false;
    this.#etag = null;
  }

  #tell(): void {
    const { name, bytes } = this.#file;
    this.#tools.progress?.({ name, received: this.received, total: bytes });
  }

  #refused(reason: string): ScrimError {
    return refused(this.#tools.address, reason);
  }
}

function statusText({ status, statusText }: Response): string {
  return statusText === "" ? `HTTP ${status}` : `HTTP ${status} (${statusText})`;
}

/** `Retry-After` in seconds or as a date; absent or unreadable: the usual pause. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Deno says what happened in the innermost cause, after the address. */
function reasonOf(error: Error): string {
  let inner = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner.message.replace(/^error sending request [^)]*\): (client error \(\w+\): )?/, "");
}
