/**
 * Whatever ffmpeg writes, as a sink.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { ScrimError } from "../../base/errors.ts";
import type { Packed } from "../../media/frame.ts";
import type { Milliseconds } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { SinkInfo, UnfinishedFile } from "../../media/sink.ts";
import { FileOutput, isThere } from "../file_output.ts";
import type { FileSink } from "../file_sink.ts";
import type { WaitTools } from "../named_pipe.ts";
import { SequenceOutput } from "../sequence_output.ts";
import {
  chooseEncoding,
  encodeArgs,
  type EncodeShape,
  isSequence,
  refusePieces,
} from "./encode.ts";
import { nutFrameHeader, nutHeader } from "./nut_writer.ts";
import { FfmpegProcess } from "./process.ts";
import { MeetingPoint } from "./socket.ts";

const HINT = "ffmpeg -muxers and ffmpeg -encoders list what it can write";

/** What is written. */
export interface VideoSinkRequest extends EncodeShape {
  readonly arena: Arena;
  readonly log: Log;
  /** ffmpeg's name of an encoder. Default: by the ending of the file's name. */
  readonly codec?: string;
  /** How to wait for the reader of a named pipe. */
  readonly wait?: WaitTools;
  /** Frames come when they come: those that the source left out are made up for by repeating the one before. */
  readonly sourceIsLive: boolean;
}

/** What ffmpeg writes to. */
type Output = FileOutput | SequenceOutput;

/** After a pause no more than this is made up for. */
const LONGEST_REPEAT_S = 10;

/**
 * Opens a video file. Pictures go to ffmpeg out of the arena as they are; `commit()` waits until it has taken them, so a slow
 * encoder slows the run and no memory grows. The file has its name only once it is finished; without a frame there is none.
 *
 * @throws {ScrimError} when ffmpeg is missing, or the folder may not be written; the signal's reason when aborted
 */
export async function openVideoSink(path: string, request: VideoSinkRequest): Promise<FileSink> {
  refusePieces(path);
  const encoding = chooseEncoding(path, request.codec, await encoders());
  const file = isSequence(path)
    ? await SequenceOutput.create(path)
    : await FileOutput.create(path, { wait: request.wait });
  try {
    await using meeting = await MeetingPoint.open();
    const args = encodeArgs(meeting.path, `file:${file.place}`, request, encoding);
    const child = FfmpegProcess.start("ffmpeg", args);
    const link = await meeting.meet(child);
    if (link === null) throw await failed(child, file);
    if (encoding.even && (request.width % 2 || request.height % 2)) {
      request.log.info(
        `"${path}": ${encoding.name} takes even sizes, the last row or column is cut`,
      );
    }
    return new VideoSink(file, child, link, request);
  } catch (error) {
    await file.discard();
    throw error;
  }
}

/** What no disk keeps: the film is cut off, whatever ffmpeg ends with. */
const NOT_WRITTEN =
  /No space left|quota|File too large|Input\/output error|Read-only file|Error writing trailer|Broken pipe/i;

/** A broken socket only says that ffmpeg has ended; ffmpeg says why. */
async function failed(child: FfmpegProcess, { path, place }: Output): Promise<ScrimError> {
  await child.ended;
  const hint = NOT_WRITTEN.test(child.lastErrors) ? undefined : HINT;
  return await child.failure(`Cannot write "${path}"`, hint, {
    [`file:${place}`]: path,
    [place]: path,
  });
}

/**
 * ffmpeg 5 and 6 end with 0 after they could not write the last part of a file. What cannot be written is discarded; what ffmpeg only
 * complained of may be a whole film, and is kept under the name that it has.
 */
async function complained(child: FfmpegProcess, file: Output): Promise<ScrimError> {
  const said = child.lastErrors;
  const error = await failed(child, file);
  if (NOT_WRITTEN.test(said) || file.unfinished === null) {
    await file.discard();
    return error;
  }
  file.leave();
  if (!await isThere(file.place)) return error; // its folder was removed
  return new ScrimError(`${error.message}; what was written lies in "${file.place}"`, {
    code: error.code,
    hint: error.hint,
  });
}

/** Which encoders this ffmpeg has. */
async function encoders(): Promise<(name: string) => boolean> {
  const child = FfmpegProcess.start(
    "ffmpeg",
    ["-hide_banner", "-loglevel", "error", "-encoders"],
    "output",
  );
  const names = new Set(
    (await child.text()).split("\n").map((line) => line.trim().split(/\s+/)[1] ?? ""),
  );
  return (name) => names.has(name);
}

class VideoSink implements FileSink {
  readonly info: SinkInfo;
  readonly bytesCopied = 0;
  readonly #file: Output;
  readonly #child: FfmpegProcess;
  readonly #link: Deno.UnixConn;
  readonly #picture: Packed;
  readonly #log: Log;
  readonly #fps: number;
  readonly #sourceIsLive: boolean;
  readonly #shape: EncodeShape;
  /** When the last frame was due, in ticks: each is later than the one before. */
  #lastTick = -1;
  #firstMs: Milliseconds | null = null;
  #frames = 0;
  /** The last `commit()`; a file is finished behind it. */
  #writing: Promise<void> = Promise.resolve();
  #failed = false;
  #open = true;
  /** The file is completed, or never will be. */
  #ended = false;

  constructor(
    file: Output,
    child: FfmpegProcess,
    link: Deno.UnixConn,
    { arena, log, sourceIsLive, ...shape }: VideoSinkRequest,
  ) {
    this.info = { description: file.path, layout: "i420", live: false };
    this.#file = file;
    this.#child = child;
    this.#link = link;
    this.#picture = arena.packed("i420", shape);
    this.#log = log;
    this.#fps = shape.fps;
    this.#shape = shape;
    this.#sourceIsLive = sourceIsLive;
  }

  get unfinished(): UnfinishedFile | null {
    if (this.#ended) return null;
    // An encoder that writes into a pipe has its last pictures to write, too.
    return this.#file.unfinished ?? { path: this.#file.path, place: this.#file.path };
  }

  begin(): Packed {
    return this.#picture;
  }

  commit(timestampMs: Milliseconds): Promise<void> {
    this.#writing = this.#shape.times
      ? this.#writeAt(timestampMs, this.#shape.times)
      : this.#write(this.#due(timestampMs));
    return this.#writing;
  }

  /** How often the picture is written, so that the file runs as fast as time did. */
  #due(timestampMs: Milliseconds): number {
    if (!this.#sourceIsLive) return 1;
    this.#firstMs ??= timestampMs;
    const wanted = Math.round((timestampMs - this.#firstMs) * this.#fps / 1000) + 1;
    const times = Math.min(wanted - this.#frames, Math.ceil(LONGEST_REPEAT_S * this.#fps));
    return this.#frames === 0 ? 1 : Math.max(0, times);
  }

  /** The picture as a frame of NUT. */
  async #writeAt(
    timestampMs: Milliseconds,
    { rate, ticks }: { readonly rate: string; readonly ticks: number },
  ): Promise<void> {
    const tick = Math.max(this.#lastTick + 1, Math.round(timestampMs * ticks / 1000));
    this.#lastTick = tick;
    const { data, width, height } = this.#picture;
    try {
      if (this.#frames === 0) await this.#send(nutHeader({ width, height, rate, ticks }));
      await this.#send(nutFrameHeader(tick, data.length));
    } catch (cause) {
      this.#failed = true;
      if (!this.#open) throw cause;
      throw await failed(this.#child, this.#file);
    }
    await this.#write(1);
  }

  async #send(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      done += await this.#link.write(done === 0 ? bytes : bytes.subarray(done));
    }
  }

  async #write(times: number): Promise<void> {
    const { data } = this.#picture;
    try {
      for (let n = 0; n < times; n++) {
        await this.#send(data);
        this.#frames++;
      }
    } catch (cause) {
      this.#failed = true;
      if (!this.#open) throw cause;
      throw await failed(this.#child, this.#file);
    }
  }

  async finish(): Promise<void> {
    if (!this.#open) return;
    try {
      await this.#finish();
    } finally {
      this.#ended = true;
    }
  }

  async #finish(): Promise<void> {
    await this.#writing.catch(() => {}); // commit() has told its caller
    this.#open = false;
    this.#link.close();
    if (this.#failed || this.#frames === 0) {
      await this.#child.kill();
      return await this.#file.discard();
    }
    const { success } = await this.#child.ended;
    if (success && this.#child.lastErrors === "") return await this.#file.finish();
    if (success) throw await complained(this.#child, this.#file);
    await this.#file.discard();
    throw await failed(this.#child, this.#file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.finish();
    } catch (error) {
      this.#log.warn(error instanceof Error ? error.message : String(error));
    }
  }
}
