/**
 * Lines and blocks out of a stream of bytes.
 *
 * @module
 */

/** Where bytes come from: `Deno.FsFile`, `Deno.stdin`. Must be able to fill shared memory. */
export interface ByteInput {
  /** Fills the beginning of `into`; how many bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
  close(): void;
}

const LINE_FEED = 10;
/** Read ahead while looking for the end of a line; whatever follows the line is copied out of here once. */
const AHEAD = 512;

/** Reads lines into a fixed buffer and blocks straight into the caller's memory. */
export class ByteReader {
  /** The last line, without its line feed. */
  readonly text: Uint8Array<ArrayBuffer> = new Uint8Array(4096);
  readonly #input: ByteInput;
  readonly #ahead = new Uint8Array(AHEAD);
  #from = 0;
  #to = 0;

  constructor(input: ByteInput) {
    this.#input = input;
  }

  /**
   * Reads up to and with the next line feed into `text`.
   *
   * @returns the length, 0 when the stream ends before it, -1 when it ends inside or `max` bytes hold no line feed
   */
  async line(max: number, signal: AbortSignal): Promise<number> {
    for (let length = 0; length < max; length++) {
      if (this.#from === this.#to) {
        const got = await abortable(this.#input.read(this.#ahead), signal);
        if (got === null) return length === 0 ? 0 : -1;
        this.#from = 0;
        this.#to = got;
        if (got === 0) {
          length--;
          continue;
        }
      }
      const byte = this.#ahead[this.#from++];
      if (byte === LINE_FEED) return length;
      this.text[length] = byte;
    }
    return -1;
  }

  /** Fills `into`; gives how many bytes there were before the end. */
  async fill(into: Uint8Array, signal: AbortSignal): Promise<number> {
    let done = Math.min(this.#to - this.#from, into.length);
    into.set(this.#ahead.subarray(this.#from, this.#from + done));
    this.#from += done;
    while (done < into.length) {
      const got = await abortable(this.#input.read(into.subarray(done)), signal);
      if (got === null) break;
      done += got;
    }
    return done;
  }

  close(): void {
    this.#input.close();
  }
}

/** The result of `work`, unless the signal comes first. The work itself goes on. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
