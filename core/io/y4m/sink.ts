/**
 * Y4M (YUV4MPEG2) files and streams as a sink.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import type { Colorimetry, Packed } from "../../media/frame.ts";
import type { Milliseconds } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { SinkInfo, UnfinishedFile } from "../../media/sink.ts";
import { type ByteOutput, FileOutput, writeAll } from "../file_output.ts";
import type { FileSink } from "../file_sink.ts";
import type { WaitTools } from "../named_pipe.ts";
import { formatY4mHeader } from "./header.ts";

/** What is written. */
export interface Y4mSinkRequest {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  readonly arena: Arena;
  readonly log: Log;
  /** Frames come at times of their own: those of a constant rate are repeated or left out, so that time runs as it did. */
  readonly times?: unknown;
  /** How to wait for the reader of a named pipe. */
  readonly wait?: WaitTools;
}

const FRAME = new TextEncoder().encode("FRAME\n");

/** Where the bytes go. */
interface Destination {
  readonly name: string;
  /** `null`: a stream of somebody else, which stays open. */
  readonly file: FileOutput | null;
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Opens a Y4M file, `-` (standard output), or any stream under a name. Frames are written from the arena as they are: no
 * copy. The header says where chroma lies (`C420mpeg2` or `C420jpeg`), the range (`XCOLORRANGE`, which ffmpeg reads) and the matrix (`XSCRIM_MATRIX=BT601|BT709`, which
 * only Scrim reads). A file has its name only once it is finished; without a frame there is none.
 *
 * @throws {ScrimError} when it cannot be written
 */
export async function openY4mSink(
  output: string | { readonly name: string; readonly stream: ByteOutput },
  request: Y4mSinkRequest,
): Promise<FileSink> {
  return new Y4mSink(await destination(output, request.wait), request);
}

async function destination(
  output: string | { readonly name: string; readonly stream: ByteOutput },
  wait: WaitTools | undefined,
): Promise<Destination> {
  if (typeof output === "string" && output !== "-") {
    const file = await FileOutput.create(output, { wait });
    return { name: output, file, write: (bytes) => file.write(bytes) };
  }
  const { name, stream } = typeof output === "string"
    ? { name: "standard output", stream: Deno.stdout }
    : output;
  return { name, file: null, write: (bytes) => writeAll(stream, bytes, name) };
}

class Y4mSink implements FileSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  readonly #destination: Destination;
  readonly #picture: Packed;
  readonly #header: Uint8Array;
  readonly #log: Log;
  readonly #fps: number;
  readonly #timed: boolean;
  #frames = 0;
  /** The last `commit()`; a file is finished behind it. */
  #writing: Promise<void> = Promise.resolve();
  #failed = false;

  constructor(destination: Destination, request: Y4mSinkRequest) {
    this.info = { description: destination.name, layout: "i420", live: false };
    this.#destination = destination;
    this.#picture = request.arena.packed("i420", request);
    this.#header = new TextEncoder().encode(formatY4mHeader(request));
    this.#log = request.log;
    this.#fps = request.fps;
    this.#timed = request.times !== undefined;
  }

  get unfinished(): UnfinishedFile | null {
    return this.#destination.file?.unfinished ?? null;
  }

  begin(): Packed {
    return this.#picture;
  }

  commit(timestampMs: Milliseconds): Promise<void> {
    const until = Math.round(timestampMs * this.#fps / 1000) + 1;
    this.#writing = this.#write(this.#timed ? until - this.#frames : 1);
    return this.#writing;
  }

  async #write(times: number): Promise<void> {
    try {
      for (let n = 0; n < times; n++) {
        if (this.#frames++ === 0) await this.#destination.write(this.#header);
        await this.#destination.write(FRAME);
        await this.#destination.write(this.#picture.data);
      }
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  async finish(): Promise<void> {
    const { file } = this.#destination;
    if (file?.unfinished) await this.#writing.catch(() => {}); // commit() has told its caller
    if (this.#failed || this.#frames === 0) await file?.discard();
    else await file?.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.finish();
    } catch (error) {
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }
}
