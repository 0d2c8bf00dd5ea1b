/**
 * Bytes of a pipe for two programs, one after the other: ffprobe looks at their beginning, ffmpeg reads all of them.
 *
 * @module
 */
import type { ByteInput } from "../byte_reader.ts";
import type { FfmpegProcess } from "./process.ts";

const CHUNK = 65536;
/** What is kept for ffmpeg at most. ffprobe wants a megabyte, or more only where the index stands at the end. */
const MOST_KEPT = 64 << 20;

/** Hands bytes on as fast as the reading program takes them. */
export class Pump {
  readonly #input: ByteInput;
  readonly #buffer = new Uint8Array(CHUNK);
  /** What the first program got; `null` when the second has it. */
  #kept: Uint8Array[] | null = [];
  #keptBytes = 0;
  /** A read that was begun for the first program and has its result for the second. */
  #pending: Promise<number | null> | null = null;
  #ended = false;
  #closed = false;

  constructor(input: ByteInput) {
    this.#input = input;
  }

  /** Feeds the first program, which may stop in the middle, and keeps what it got. Never rejects but for the input's own failure. */
  async showTo(child: FfmpegProcess): Promise<void> {
    const over = child.ended.then(() => "over" as const);
    await using input = new Feed(child);
    while (!this.#ended && this.#keptBytes < MOST_KEPT) {
      this.#pending ??= this.#input.read(this.#buffer);
      const got = await Promise.race([this.#pending, over]);
      if (got === "over") return;
      this.#pending = null;
      const bytes = this.#take(got).slice();
      this.#kept?.push(bytes);
      this.#keptBytes += bytes.length;
      if (!await input.write(bytes)) return;
    }
  }

  /** Feeds the second program, to the end of the input or of the program. */
  async feed(child: FfmpegProcess): Promise<void> {
    await using input = new Feed(child);
    const kept = this.#kept ?? [];
    this.#kept = null;
    for (const bytes of kept) {
      if (!await input.write(bytes)) return;
    }
    while (!this.#ended && !this.#closed) {
      const got = await (this.#pending ?? this.#input.read(this.#buffer));
      this.#pending = null;
      if (!await input.write(this.#take(got))) return;
    }
  }

  /** Closes the input; idempotent. */
  close(): void {
    if (!this.#closed) this.#input.close();
    this.#closed = true;
  }

  #take(got: number | null): Uint8Array {
    if (got === null) this.#ended = true;
    return this.#buffer.subarray(0, got ?? 0);
  }
}

/**
 * The standard input of a program. A pipe, not a socket: ffmpeg takes a socket for a file that it may read in any order, and fails at the
 * first jump, of which films with sound or an index have many.
 */
class Feed implements AsyncDisposable {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(child: FfmpegProcess) {
    this.#writer = child.feed();
  }

  /** Writes all of it; `false` when the program reads no more, for which it will have said why. */
  async write(bytes: Uint8Array): Promise<boolean> {
    try {
      await this.#writer.write(bytes);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return false;
      if (error instanceof Deno.errors.BadResource) return false; // it has ended
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {}); // the program closed it first
  }
}
