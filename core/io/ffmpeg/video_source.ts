/**
 * Whatever ffmpeg reads, as a source: films, streams of the web, pipes.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import type { Clock, Milliseconds } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { FrameSource, SourceInfo } from "../../media/source.ts";
import type { ByteInput } from "../byte_reader.ts";
import { type PictureBytes, RingSource } from "../ring_source.ts";
import { decoding, type Wanted } from "./decode.ts";
import {
  addressName,
  cameraName,
  fileName,
  isAddress,
  mayBeRecorded,
  pipeName,
  type VideoName,
} from "./names.ts";
import { NutReader } from "./nut_reader.ts";
import { Pump } from "./pump.ts";
import { PROBE_ARGS, readProbe, type VideoFacts } from "./probe.ts";
import { FfmpegProcess } from "./process.ts";
import { MeetingPoint } from "./socket.ts";
import { pipeError } from "./unseekable.ts";
import { canToneMap } from "./tone_map.ts";

const HINT = "see whether ffplay shows it";

/** What reading a video takes. */
export interface VideoRequest extends Wanted {
  readonly arena: Arena;
  readonly clock: Clock;
  readonly log: Log;
  /** Somebody watches the output: a camera's bare stream on a pipe is shown as it comes. */
  readonly live: boolean;
  /** The output could carry sound, so a user may wonder where it is. */
  readonly sound: boolean;
  /** Gives up opening. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a file or an address. Of a file, and of a film on a web server, every frame waits to be pulled; of everything else
 * the newest counts.
 *
 * @throws {ScrimError} when ffmpeg is missing, or cannot read it
 */
export async function openVideo(input: string, request: VideoRequest): Promise<FrameSource> {
  const address = isAddress(input);
  const name = address ? addressName(input) : fileName(input);
  const probe = startProbe(name);
  const facts = await factsFrom(probe, name, request);
  const live = address && !(mayBeRecorded(input) && facts.recorded);
  return await start(name, facts, { ...request, live });
}

/**
 * Opens a camera that only sends a video stream (H.264): ffmpeg reads the device and decodes.
 *
 * @param fourcc the stream, as V4L2 names it
 * @throws {ScrimError} `DEVICE` for a stream that is not read, else when ffmpeg is missing or cannot read it
 */
export async function openVideoCamera(
  path: string,
  fourcc: string,
  request: VideoRequest,
): Promise<FrameSource> {
  const name = cameraName(path, fourcc, request);
  const facts = await factsFrom(startProbe(name), name, request);
  // The camera was asked for size and rate; what it gives is what there is.
  return await start(name, facts, { ...request, size: undefined, fps: undefined, live: true });
}

/**
 * Opens a stream of bytes of any kind that ffmpeg knows. What says when frames are due (Matroska, MPEG-TS) is pulled like a
 * file; the bare stream of a camera (H.264, MJPEG) is live if the output is.
 *
 * @throws {ScrimError} when ffmpeg is missing, or cannot read it
 */
export async function openVideoPipe(
  { name: shown, stream }: { readonly name: string; readonly stream: ByteInput },
  request: VideoRequest,
): Promise<FrameSource> {
  const pump = new Pump(stream);
  try {
    const name = pipeName(shown);
    const probe = startProbe(name, "feed");
    const [facts] = await Promise.all([
      factsFrom(probe, { shown }, request),
      pump.showTo(probe),
    ]);
    const live = request.live && !facts.timed;
    return await start(name, facts, { ...request, live }, pump);
  } catch (error) {
    pump.close();
    throw pipeError(error, shown);
  }
}

/** What `work` gives; when it fails nobody will come to the meeting. */
async function orClose<T>(meeting: MeetingPoint, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await meeting[Symbol.asyncDispose]();
    throw error;
  }
}

function startProbe(
  { options, address }: VideoName,
  from: "feed" | "nothing" = "nothing",
): FfmpegProcess {
  return FfmpegProcess.start("ffprobe", [...PROBE_ARGS, ...options, "-i", address], "output", from);
}

/** What the probe finds. @throws {ScrimError} when it finds nothing; the signal's reason when aborted */
async function factsFrom(
  probe: FfmpegProcess,
  { shown }: Pick<VideoName, "shown">,
  { signal }: VideoRequest,
): Promise<VideoFacts> {
  const stop = (): Promise<void> => probe.kill();
  signal?.addEventListener("abort", stop, { once: true });
  const json = await probe.text();
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  if (!(await probe.ended).success) throw await probe.failure(`Cannot read "${shown}"`, HINT);
  return readProbe(json, shown);
}

async function start(
  name: VideoName,
  facts: VideoFacts,
  request: VideoRequest,
  pump: Pump | null = null,
): Promise<FrameSource> {
  const { log, live } = request;
  const toneMap = facts.hdr !== null && await canToneMap();
  say(name, facts, { ...request, toneMap });
  const { args, times, ...shape } = decoding(name, facts, { ...request, toneMap });
  const meeting = await MeetingPoint.open();
  const child = await orClose(
    meeting,
    () =>
      FfmpegProcess.start(
        "ffmpeg",
        [...args, `unix:${meeting.path}`],
        "nothing",
        pump === null ? "nothing" : "feed",
      ),
  );
  const info: SourceInfo = {
    description: name.shown,
    ...shape,
    layout: "i420",
    live,
    times: times ?? undefined,
  };
  const due = live ? null : times ? times.due : (_: number, n: number) => n * 1000 / shape.fps;
  const decoder = new Decoder(name.shown, child, meeting, { log, pump, due });
  pump?.feed(child).catch((error) => decoder.fail(error));
  return new RingSource(info, decoder, request);
}

function say(
  { shown }: VideoName,
  facts: VideoFacts,
  { log, sound, toneMap }: VideoRequest & { readonly toneMap: boolean },
): void {
  if (facts.hdr) {
    const kind = `"${shown}": it is HDR (${facts.hdr === "smpte2084" ? "PQ" : "HLG"})`;
    if (toneMap) log.info(`${kind}, tone-mapped to BT.709`);
    else log.warn(`${kind} and looks grey: this ffmpeg lacks the filters zscale and tonemap`);
  }
  if (facts.interlaced) log.warn(`"${shown}": it is interlaced and shown as it is`);
  if (facts.sound && sound) log.info(`"${shown}": its sound is left out`);
  if (facts.foreign) {
    const { matrix, range } = facts.color;
    log.debug(
      `"${shown}": its colours are ${facts.foreign}, converted to ${matrix}, ${range} range`,
    );
  }
}

/** When a frame is due, by its time in seconds from the first one, or by its number. */
type Due = (seconds: number, n: number) => Milliseconds;

/** Damaged films have frames of the same time, or an earlier one. */
const LEAST_STEP_MS = 0.001;

/** The pictures that a running ffmpeg sends. */
class Decoder implements PictureBytes {
  readonly #shown: string;
  readonly #child: FfmpegProcess;
  readonly #meeting: MeetingPoint;
  readonly #log: Log;
  readonly #pump: Pump | null;
  readonly #due: Due | null;
  dueMs: Milliseconds | null = null;
  #reader: NutReader | null = null;
  #first: number | null = null;
  #frames = 0;
  #link: Deno.UnixConn | null = null;
  #failure: unknown = null;
  #closed = false;

  constructor(
    shown: string,
    child: FfmpegProcess,
    meeting: MeetingPoint,
    { log, pump, due }: { log: Log; pump: Pump | null; due: Due | null },
  ) {
    this.#shown = shown;
    this.#child = child;
    this.#meeting = meeting;
    this.#log = log;
    this.#pump = pump;
    this.#due = due;
  }

  async fill(into: Uint8Array): Promise<number> {
    this.#link ??= await this.#meeting.meet(this.#child);
    if (this.#link === null) return 0;
    this.#reader ??= new NutReader(this.#link);
    const done = await this.#reader.fill(into);
    this.#first ??= this.#reader.time;
    if (this.#due) {
      const due = this.#due(this.#reader.time - this.#first, this.#frames++);
      this.dueMs = Math.max(due, (this.dueMs ?? -Infinity) + LEAST_STEP_MS);
    }
    return done;
  }

  /** What ffmpeg reads has failed: that is the reason of whatever follows. */
  fail(error: unknown): void {
    this.#failure = error;
  }

  async ended(): Promise<void> {
    const { success } = await this.#child.ended;
    if (this.#closed) return;
    if (this.#failure !== null) throw this.#failure;
    if (!success) {
      const failure = await this.#child.failure(`Cannot read "${this.#shown}"`, HINT);
      throw this.#pump === null ? failure : pipeError(failure, this.#shown);
    }
    const said = this.#child.lastWords;
    if (said !== "") this.#log.warn(`"${this.#shown}" is damaged: ${said}`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#link?.close();
    this.#pump?.close();
    await this.#child.kill();
    await this.#meeting[Symbol.asyncDispose]();
  }
}
