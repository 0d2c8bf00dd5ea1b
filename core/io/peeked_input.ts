import type { ByteInput } from "./byte_reader.ts";

/** A stream whose first bytes were looked at, and still come first. */
export class PeekedInput implements ByteInput {
  /** The first bytes; fewer than asked for when the stream is shorter. */
  readonly head: Uint8Array;
  readonly #input: ByteInput;
  #given = 0;

  private constructor(input: ByteInput, head: Uint8Array) {
    this.#input = input;
    this.head = head;
  }

  /** Reads `length` bytes, or all there are; with `until`, no further than to the first byte of this value. */
  static async open(input: ByteInput, length: number, until?: number): Promise<PeekedInput> {
    const head = new Uint8Array(length);
    let done = 0;
    while (done < length && (done === 0 || head[done - 1] !== until)) {
      const got = await input.read(head.subarray(done, until === undefined ? length : done + 1));
      if (got === null) break;
      done += got;
    }
    return new PeekedInput(input, head.subarray(0, done));
  }

  read(into: Uint8Array): Promise<number | null> {
    if (this.#given === this.head.length) return this.#input.read(into);
    const part = this.head.subarray(this.#given, this.#given + into.length);
    into.set(part);
    this.#given += part.length;
    return Promise.resolve(part.length);
  }

  close(): void {
    this.#input.close();
  }
}
