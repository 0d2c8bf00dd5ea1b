/**
 * One answer of a server after the other, until a partial file is complete.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { Clock } from "../../base/clock.ts";
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

/** What a transfer is given. */
export interface TransferTools {
  /** The file's full address. */
  readonly address: string;
  readonly progress?: (progress: ModelProgress) => void;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
  /** A server that sends nothing for so long is given up. */
  readonly stallMs: number;
}

const WORTH_ANOTHER_TRY: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** What may go away by itself. */
export class PassingError extends Error {
  /** The pause that the server asked for. */
  readonly pauseMs: number | undefined;

  constructor(message: string, { pauseMs, cause }: { pauseMs?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.pauseMs = pauseMs;
  }
}

/** A download that cannot go on. */
export function refused(address: string, reason: string | Error): ScrimError {
  const [text, cause] = typeof reason === "string" ? [reason] : [reason.message, reason.cause];
  return new ScrimError(`Cannot download "${address}": ${text}`, { code: "MODEL", cause });
}

/** A partial file and the version of the file that it is of. */
export class Transfer {
  /** Bytes that are here. */
  received = 0;
  /** Put together from answers that may be of different versions. */
  pieced = false;
  readonly #file: RemoteFile;
  readonly #part: Deno.FsFile;
  readonly #tools: TransferTools;
  /** Names the version of the file that the bytes so far are of. */
  #etag: string | null = null;

  /** @param part open for reading and writing; what it holds is taken to be the beginning of the file */
  constructor(file: RemoteFile, part: Deno.FsFile, tools: TransferTools) {
    this.#file = file;
    this.#part = part;
    this.#tools = tools;
  }

  /** Right in length; its hash is not looked at. */
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

  /**
   * Asks for what is missing and takes what comes.
   *
   * @throws {PassingError} when another try may help, {ScrimError} `MODEL` when not
   */
  async fetchRest(): Promise<void> {
    const { signal, clock, stallMs } = this.#tools;
    const stall = new AbortController();
    const stalled = (): void => stall.abort();
    let endWait = clock.after(stallMs, stalled);
    const alive = (): void => {
      endWait();
      endWait = clock.after(stallMs, stalled);
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
        throw new PassingError(`the server sent nothing for ${stallMs / 1000} s`, { cause });
      }
      throw cause instanceof TypeError ? new PassingError(reasonOf(cause), { cause }) : cause;
    } finally {
      endWait();
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
      const pauseMs = retryAfterMs(headers.get("retry-after"), this.#tools.clock);
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
function retryAfterMs(value: string | null, clock: Clock): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.date();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Deno says what happened in the innermost cause, after the address. */
function reasonOf(error: Error): string {
  let inner = error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner.message.replace(/^error sending request [^)]*\): (client error \(\w+\): )?/, "");
}
