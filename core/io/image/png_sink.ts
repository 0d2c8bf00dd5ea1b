/**
 * The last frame as a PNG file.
 *
 * @module
 */
import { codec } from "./codecs.ts";
import type { Arena } from "../../media/arena.ts";
import type { Colorimetry, Packed } from "../../media/frame.ts";
import type { Log } from "../../base/log.ts";
import type { SinkInfo, UnfinishedFile } from "../../media/sink.ts";
import { FileOutput } from "../file_output.ts";
import type { FileSink } from "../file_sink.ts";
import type { WaitTools } from "../named_pipe.ts";

/** What is written. */
export interface PngSinkRequest {
  readonly width: number;
  readonly height: number;
  /** Of the frames that are packed; the file itself holds full-range RGB. */
  readonly color: Colorimetry;
  readonly arena: Arena;
  readonly log: Log;
  /** How to wait for the reader of a named pipe. */
  readonly wait?: WaitTools;
}

/**
 * Opens a sink that keeps the last frame and encodes it at the end, so that a frame costs nothing more than packing it as
 * `rgb24`. Two pictures take turns: a frame that is begun but not committed leaves the last good one. The file appears whole
 * or not at all; without a frame there is none.
 *
 * @throws {ScrimError} when the folder is missing or may not be written
 */
export async function openPngSink(path: string, request: PngSinkRequest): Promise<FileSink> {
  return new PngSink(await FileOutput.create(path, { wait: request.wait }), request);
}

class PngSink implements FileSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  readonly #file: FileOutput;
  readonly #log: Log;
  #last: Packed;
  #next: Packed;
  #frames = 0;

  constructor(file: FileOutput, { width, height, color, arena, log }: PngSinkRequest) {
    this.info = { description: file.path, layout: "rgb24", live: false };
    this.#file = file;
    this.#log = log;
    const shape = { width, height, color: { matrix: color.matrix, range: "full" } } as const;
    this.#last = arena.packed("rgb24", shape);
    this.#next = arena.packed("rgb24", shape);
  }

  get unfinished(): UnfinishedFile | null {
    return this.#file.unfinished;
  }

  begin(): Packed {
    return this.#next;
  }

  commit(): void {
    [this.#last, this.#next] = [this.#next, this.#last];
    this.#frames++;
  }

  async finish(): Promise<void> {
    if (this.#frames === 0) return await this.#file.discard();
    const { data, width, height } = this.#last;
    this.#frames = 0;
    try {
      const encode = await codec("encodePng");
      const bytes = await encode(new ImageData(opaque(data), width, height));
      await this.#file.write(new Uint8Array(bytes));
      await this.#file.finish();
    } finally {
      await this.#file.discard();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.finish();
    } catch (error) {
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }
}

/** RGB as the encoder wants it: with alpha, in memory that is not shared. */
function opaque(rgb: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(rgb.length / 3 * 4);
  for (let from = 0, into = 0; from < rgb.length; from += 3, into += 4) {
    rgba[into] = rgb[from];
    rgba[into + 1] = rgb[from + 1];
    rgba[into + 2] = rgb[from + 2];
    rgba[into + 3] = 255;
  }
  return rgba;
}
