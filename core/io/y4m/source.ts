/**
 * Y4M (YUV4MPEG2) files and streams as a source.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { ScrimError } from "../../base/errors.ts";
import { openError } from "../../base/open_error.ts";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Captured, FrameSource, SourceInfo } from "../../media/source.ts";
import { lend, PooledFrame } from "../pooled_frame.ts";
import { type ByteInput, ByteReader } from "../byte_reader.ts";
import { MAX_Y4M_HEADER, parseY4mHeader, type Y4mHeader } from "./header.ts";

/** What reading takes. */
export interface Y4mRequest {
  readonly arena: Arena;
  readonly clock: Clock;
  readonly log: Log;
}

/** The longest line before a frame, in bytes. */
const MAX_FRAME_HEADER = 256;
const FRAME = new TextEncoder().encode("FRAME");

/**
 * Opens a Y4M file, `-` (standard input), or any stream under a name. Frames wait to be pulled; each is read straight
 * into the arena, one at a time, so that a slow reader slows the writer. A stream that ends inside a frame ends before it,
 * with a warning. `dispose` closes the input.
 *
 * @throws {ScrimError} when it cannot be opened or is not 8-bit 4:2:0 or mono
 */
export async function openY4m(
  input: string | { readonly name: string; readonly stream: ByteInput },
  request: Y4mRequest,
): Promise<FrameSource> {
  const { name, stream } = typeof input === "string" ? await open(input) : input;
  try {
    const reader = new ByteReader(stream);
    const length = await reader.line(MAX_Y4M_HEADER, new AbortController().signal);
    if (length === 0) throw formatError(name, "it is empty or does not begin with YUV4MPEG2");
    if (length < 0) {
      throw formatError(name, `its first line is cut off or over ${MAX_Y4M_HEADER} bytes`);
    }
    const header = parseY4mHeader(new TextDecoder().decode(reader.text.slice(0, length)), name);
    if (header.note) request.log.warn(`"${name}": ${header.note}`);
    return new Y4mSource(name, header, reader, request);
  } catch (error) {
    stream.close();
    throw error;
  }
}

async function open(path: string): Promise<{ name: string; stream: ByteInput }> {
  if (path === "-") return { name: "standard input", stream: Deno.stdin };
  try {
    return { name: path, stream: await Deno.open(path) };
  } catch (cause) {
    throw openError(path, cause);
  }
}

function formatError(name: string, reason: string): ScrimError {
  return new ScrimError(`Cannot read "${name}" as Y4M: ${reason}`, { code: "FORMAT" });
}

class Y4mSource implements FrameSource {
  readonly info: SourceInfo;
  /** Frames that were cut off: 0 or 1. */
  dropped = 0;
  readonly #reader: ByteReader;
  readonly #request: Y4mRequest;
  readonly #pictures: readonly PooledFrame[];
  #next = 0;
  #ended = false;
  #closed = false;

  constructor(name: string, header: Y4mHeader, reader: ByteReader, request: Y4mRequest) {
    const { width, height, fps, layout, color } = header;
    this.info = { description: name, width, height, fps, layout, color, live: false };
    this.#reader = reader;
    this.#request = request;
    const picture = (): PooledFrame =>
      new PooledFrame(request.arena.packed(layout, { width, height, color }));
    this.#pictures = [picture(), picture()];
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    signal.throwIfAborted();
    if (this.#ended || this.#closed) return null;
    const lent = lend(this.#pictures);
    let whole = false;
    try {
      whole = await this.#read(lent.picture.data, signal);
    } finally {
      // After a failure the place in the stream is lost: nothing more can be read.
      if (!whole) {
        this.#ended = true;
        lent.release();
      }
    }
    if (!whole) return null;
    lent.sequence = this.#next++;
    lent.timestampMs = lent.sequence * 1000 / this.info.fps;
    return lent;
  }

  /** Reads the next frame; `false` at the end. */
  async #read(into: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const length = await this.#reader.line(MAX_FRAME_HEADER, signal);
    if (length === 0) return false;
    const { text } = this.#reader;
    for (let i = 0; i < FRAME.length; i++) {
      if (length < FRAME.length || text[i] !== FRAME[i]) {
        const { description } = this.info;
        throw formatError(description, `frame ${this.#next} does not begin with FRAME`);
      }
    }
    const got = await this.#reader.fill(into, signal);
    if (got === into.length) return true;
    this.dropped++;
    this.#request.log.warn(
      `"${this.info.description}" ends inside frame ${this.#next} (${got} of ${into.length} bytes); ` +
        "that frame is left out",
    );
    return false;
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) this.#reader.close();
    this.#closed = true;
    return Promise.resolve();
  }
}
