/**
 * Y4M (YUV4MPEG2) files and streams as a sink.
 *
 * @module
 */
import type { Arena } from "../arena.ts";
import type { Colorimetry, Packed } from "../frame.ts";
import type { Log, SinkInfo } from "../ports.ts";
import { type ByteOutput, FileOutput, writeAll } from "./file_output.ts";
import type { FileSink } from "./file_sink.ts";
import { formatY4mHeader } from "./y4m_header.ts";

/** What is written. */
export interface Y4mSinkRequest {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  readonly arena: Arena;
  readonly log: Log;
}

const FRAME = new TextEncoder().encode("FRAME\n");

/**
 * Opens a Y4M file, or a stream such as `Deno.stdout` under the name `name`. Frames are written from the arena as they are:
 * no copy. The header says the range (`XCOLORRANGE`, which ffmpeg reads) and the matrix (`XSCRIM_MATRIX=BT601|BT709`, which
 * only Scrim reads). A file has its name only once it is finished; without a frame there is none.
 *
 * @throws {ScrimError} when it cannot be written
 */
export async function openY4mSink(
  output: string | { readonly name: string; readonly stream: ByteOutput },
  request: Y4mSinkRequest,
): Promise<FileSink> {
  const file = typeof output === "string" ? await FileOutput.create(output) : null;
  return new Y4mSink(output, file, request);
}

class Y4mSink implements FileSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  readonly #file: FileOutput | null;
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #picture: Packed;
  readonly #header: Uint8Array;
  readonly #log: Log;
  #frames = 0;
  #failed = false;

  constructor(
    output: string | { readonly name: string; readonly stream: ByteOutput },
    file: FileOutput | null,
    request: Y4mSinkRequest,
  ) {
    const name = typeof output === "string" ? output : output.name;
    this.info = { description: name, layout: "i420", live: false };
    this.#file = file;
    this.#write = typeof output === "string"
      ? (bytes) => file?.write(bytes) ?? Promise.resolve()
      : (bytes) => writeAll(output.stream, bytes, name);
    this.#picture = request.arena.packed("i420", request);
    this.#header = new TextEncoder().encode(formatY4mHeader(request));
    this.#log = request.log;
  }

  begin(): Packed {
    return this.#picture;
  }

  async commit(): Promise<void> {
    try {
      if (this.#frames++ === 0) await this.#write(this.#header);
      await this.#write(FRAME);
      await this.#write(this.#picture.data);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  async finish(): Promise<void> {
    if (this.#failed || this.#frames === 0) await this.#file?.discard();
    else await this.#file?.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.finish();
    } catch (error) {
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }
}
