/**
 * Sends the HTTP requests of a download, and writes the responses to a partial file until it is complete.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
import type { RemoteFile } from "./pinned.ts";

/** The progress of a model's download. */
export interface ModelProgress {
  /** The name of the model's file. */
  readonly name: string;
  /** Bytes received so far. */
  readonly received: number;
  /** The size of the file in bytes. */
  readonly total: number;
}

/** The dependencies of a transfer. */
export interface TransferTools {
  /** The file's URL. */
  readonly address: string;
  readonly progress?: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  /** A request fails when the server sends nothing for this time, in milliseconds. */
  readonly stallMs: number;
}

/** Status codes of errors that may be temporary. */
const RETRIED_STATUS: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** A failure that may be temporary, so that another try may succeed. */
export class PassingError extends Error {
  /** The pause that the server asked for, in milliseconds. */
  readonly pauseMs: number | undefined;

  constructor(message: string, { pauseMs, cause }: { pauseMs?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.pauseMs = pauseMs;
  }
}

/** Makes the error for a download that failed for good. */
export function refused(address: string, reason: string | Error): ScrimError {
  const [text, cause] = typeof reason === "string" ? [reason] : [reason.message, reason.cause];
  return new ScrimError(`Cannot download "${address}": ${text}`, { code: "MODEL", cause });
}

/** The download of a partial file. */
export class Transfer {
  /** Bytes received so far. */
  received = 0;
  /** Whether the bytes come from several responses, which may be of different versions of the file. */
  pieced = false;
  readonly #file: RemoteFile;
  readonly #part: Deno.FsFile;
  readonly #tools: TransferTools;
  /** The strong ETag of the file's version that the current bytes are from; `null` if unknown. */
  #etag: string | null = null;

  /** @param part a file open for reading and writing, whose content is assumed to be the beginning of the file */
  constructor(file: RemoteFile, part: Deno.FsFile, tools: TransferTools) {
    this.#file = file;
    this.#part = part;
    this.#tools = tools;
  }

  /** Whether the file has the right length. Its hash is not checked. */
  get complete(): boolean {
    return this.received === this.#file.bytes;
  }

  /** Continues from the content that an earlier run left in the partial file. */
  async begin(): Promise<void> {
    const { size } = await this.#part.stat();
    if (size > this.#file.bytes) return await this.#restart();
    await this.#part.seek(0, Deno.SeekMode.End);
    this.received = size;
    this.pieced = size > 0;
  }

  /**
   * Requests the missing bytes and writes the response to the partial file.
   *
   * @throws {PassingError} when another try may succeed, {ScrimError} `MODEL` when not
   */
  async fetchRest(): Promise<void> {
    const { signal, clock, stallMs } = this.#tools;
    const stall = new AbortController();
    const stalled = (): void => stall.abort();
    let endWait = clock.after(stallMs, stalled);
    const restartTimeout = (): void => {
      endWait();
      endWait = clock.after(stallMs, stalled);
    };
    try {
      const response = await fetch(this.#tools.address, {
        headers: this.#headers(),
        signal: signal ? AbortSignal.any([signal, stall.signal]) : stall.signal,
      });
      restartTimeout();
      try {
        await this.#accept(response);
        await this.#take(response, restartTimeout);
      } finally {
        // This has no effect on a body that was read to its end.
        if (response.body && !response.body.locked) await response.body.cancel();
      }
    } catch (cause) {
      if (stall.signal.aborted) {
        throw new PassingError(`the server sent nothing for ${stallMs / 1000} s`, { cause });
      }
      throw cause instanceof TypeError ? new PassingError(reasonOf(cause), { cause }) : cause;
    } finally {
      endWait();
    }
  }

  #headers(): Record<string, string> {
    return {
      // A compressed body would have another length and could not be requested in parts.
      "accept-encoding": "identity",
      ...(this.received > 0 ? { range: `bytes=${this.received}-` } : {}),
      ...(this.received > 0 && this.#etag ? { "if-range": this.#etag } : {}),
    };
  }

  /** Checks the status and headers of a response, and prepares the partial file for its body. */
  async #accept(response: Response): Promise<void> {
    const { status, headers } = response;
    if (RETRIED_STATUS.includes(status)) {
      const pauseMs = retryAfterMs(headers.get("retry-after"), this.#tools.clock);
      throw new PassingError(`the server answers ${statusText(response)}`, { pauseMs });
    }
    if (status === 416) {
      await this.#restart();
      throw new PassingError("the server cannot send the missing part");
    }
    if (status !== 200 && status !== 206) throw this.#refused(statusText(response));
    if (status === 200) {
      // The server does not support ranges, or the file has changed since the download began.
      await this.#restart();
      this.#expectTotal(headers.get("content-length"));
    } else {
      await this.#expectPart(headers.get("content-range"));
    }
    const etag = headers.get("etag");
    this.#etag = etag?.startsWith('"') ? etag : null; // a weak ETag must not be used for ranges
  }

  async #expectPart(range: string | null): Promise<void> {
    const [, first, total = null] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range ?? "") ?? [];
    if (total !== "*") this.#expectTotal(total);
    if (Number(first) === this.received && this.received > 0) {
      this.pieced = true;
      return;
    }
    await this.#restart();
    throw new PassingError(`the server sent the part "${range}", which was not requested`);
  }

  #expectTotal(total: string | null): void {
    if (total === null || Number(total) === this.#file.bytes) return;
    throw this.#refused(`the file has ${total} bytes on the server, wanted ${this.#file.bytes}`);
  }

  async #take(response: Response, restartTimeout: () => void): Promise<void> {
    this.#reportProgress();
    for await (const chunk of response.body ?? []) {
      restartTimeout();
      if (this.received + chunk.length > this.#file.bytes) {
        await this.#restart();
        throw this.#refused(`the server sent more than ${this.#file.bytes} bytes`);
      }
      for (let at = 0; at < chunk.length;) at += await this.#part.write(chunk.subarray(at));
      this.received += chunk.length;
      this.#reportProgress();
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

  #reportProgress(): void {
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

/** Parses `Retry-After`, in seconds or as a date, to milliseconds; `undefined` if it is absent or invalid. */
function retryAfterMs(value: string | null, clock: Clock): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.date();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The reason of a failed request. Deno gives it in the innermost cause, after the URL. */
function reasonOf(error: Error): string {
  let inner = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner.message.replace(/^error sending request [^)]*\): (client error \(\w+\): )?/, "");
}
