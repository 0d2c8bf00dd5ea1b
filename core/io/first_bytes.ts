/**
 * Streams that may say nothing for long, or for ever: a named pipe, a program on standard input.
 *
 * @module
 */
import type { ByteInput } from "./byte_reader.ts";
import { waitFor, type WaitTools } from "./named_pipe.ts";

/** What every format says about itself comes within so many bytes. Behind them sources wait in their own ways. */
const HEAD_BYTES = 512;

/** A stream that says what it waits for until its first bytes are there, and then stops waiting when it is told to. */
export class FirstBytes implements ByteInput {
  readonly #input: ByteInput;
  readonly #name: string;
  readonly #tools: WaitTools;
  #got = 0;

  constructor(input: ByteInput, name: string, tools: WaitTools) {
    this.#input = input;
    this.#name = name;
    this.#tools = tools;
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#got < HEAD_BYTES ? this.#readHead(into) : this.#input.read(into);
  }

  async #readHead(into: Uint8Array): Promise<number | null> {
    const missing = this.#got === 0 ? "the first bytes" : "more bytes";
    const whom = `"${this.#name}"`;
    const text = `Waiting for ${missing} from ${whom}`;
    const got = await waitFor(this.#input.read(into), text, this.#tools);
    this.#got += got ?? 0;
    return got;
  }

  close(): void {
    this.#input.close();
  }
}

/** All bytes of a file, which may be a named pipe. @throws the signal's reason when aborted */
export async function readPatiently(
  path: string,
  tools: WaitTools,
): Promise<Uint8Array<ArrayBuffer>> {
  const reading = Deno.readFile(path, { signal: tools.signal });
  return await waitFor(reading, `Waiting for "${path}"`, tools);
}
