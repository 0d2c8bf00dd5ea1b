/**
 * Streams that may say nothing for long, or for ever: a named pipe, a program on standard input.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
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

/** The largest file that is read as a whole. */
export const LARGEST_FILE = 256 * 2 ** 20;

/**
 * All bytes of a file, which may be a named pipe.
 *
 * @throws the signal's reason when aborted; {ScrimError} `FORMAT` for more than 256 MiB, told from its size before anything is read,
 * and for folders and devices
 */
export async function readPatiently(
  path: string,
  tools: WaitTools,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal } = tools;
  const { isFile, isFifo, isDirectory, size } = await Deno.stat(path);
  if (!isFile && !isFifo) throw unfit(path, isDirectory ? "it is a folder" : "it is a device");
  if (size > LARGEST_FILE) throw unfit(path, `${size} bytes, wanted at most ${LARGEST_FILE}`);
  const reading = isFile ? Deno.readFile(path, { signal }) : readPipe(path);
  return await waitFor(reading, `Waiting for "${path}"`, tools);
}

function unfit(path: string, why: string): ScrimError {
  return new ScrimError(`Cannot read "${path}": ${why}`, { code: "FORMAT" });
}

/** A pipe does not say how much is in it. */
async function readPipe(path: string): Promise<Uint8Array<ArrayBuffer>> {
  using pipe = await Deno.open(path);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let length = 0;;) {
    const buffer = new Uint8Array(1 << 16);
    const got = await pipe.read(buffer);
    if (got === null) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += got;
    if (length > LARGEST_FILE) throw unfit(path, `more than ${LARGEST_FILE} bytes`);
    parts.push(buffer.subarray(0, got));
  }
}
