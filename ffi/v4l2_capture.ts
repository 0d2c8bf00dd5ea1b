/**
 * A camera: the newest frame wins, buffers go back at once, faults are told apart.
 *
 * @module
 */
import type { Packed } from "../core/media/frame.ts";
import type { Clock, Milliseconds } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { SourceInfo } from "../core/media/source.ts";
import { ScrimError } from "../core/base/errors.ts";
import type { FrameRateMonitor } from "./frame_rate_monitor.ts";
import { ERRNO } from "./errno.ts";
import type { MappedBuffers } from "./v4l2_buffers.ts";
import { CAPTURE, type V4l2Device } from "./v4l2_device.ts";

/** How long one wait in the kernel lasts: the promptness of an abort. */
const WAIT_MS = 50;
/** Restarts of a failing stream before giving up; a good frame resets the count. */
const MOST_RESTARTS = 3;
const RESTART_PAUSE_MS = 100;
/** The kernel reports an error without a wait, so we wait ourselves; after this many it counts as EIO. */
const ERROR_PAUSE_MS = 20;
const MOST_ERROR_POLLS = 25;
/** A driver whose clock is further off than this is not believed. */
const OLDEST_MS = 10_000;
/** A larger jump of the driver's counter is a new count, not a gap. */
const LARGEST_GAP = 10_000;

const TIMESTAMP_MASK = 0xe000;
const TIMESTAMP_MONOTONIC = 0x2000;

/** A started stream and what it delivers. The {@linkcode CameraSource} made of it owns the device and its buffers. */
export interface CameraStream<P> {
  readonly device: V4l2Device;
  readonly buffers: MappedBuffers;
  /** One view for each buffer. */
  readonly pictures: readonly P[];
  readonly info: SourceInfo;
  /** Frames of fewer bytes are incomplete. */
  readonly leastBytes: number;
  /** Without a frame for this long the camera counts as stalled. */
  readonly stallMs: number;
  /** Notices a camera that is slower than agreed; `null`: its rate is not known. */
  readonly pace: FrameRateMonitor | null;
}

/** One buffer's frame, made once and lent again and again. With a {@linkcode Packed} picture it is a `Captured`. */
export class PooledFrame<P> {
  sequence = 0;
  timestampMs: Milliseconds = 0;
  /** How many bytes of the buffer the driver has filled; 0 when it does not say. */
  bytes = 0;
  lent = false;
  readonly picture: P;
  readonly #giveBack: (index: number) => void;
  readonly #index: number;

  constructor(picture: P, index: number, giveBack: (index: number) => void) {
    this.picture = picture;
    this.#index = index;
    this.#giveBack = giveBack;
  }

  release(): void {
    if (!this.lent) return;
    this.lent = false;
    this.#giveBack(this.#index);
  }
}

/** A camera that streams into mapped buffers. With {@linkcode Packed} pictures it is a `FrameSource`. */
export class CameraSource<P = Packed> implements AsyncDisposable {
  readonly info: SourceInfo;
  readonly #device: V4l2Device;
  readonly #buffers: MappedBuffers;
  readonly #frames: readonly PooledFrame<P>[];
  readonly #stream: CameraStream<P>;
  readonly #clock: Clock;
  readonly #log: Log;
  /** CLOCK_MONOTONIC minus our clock, in milliseconds. */
  readonly #clockOffsetMs: number;
  /** What the helper says of a frame: index, bytes, flags, sequence, time (s, us), given back. */
  readonly #answer = new Uint32Array(7);
  #waiting: Promise<number> | null = null;
  #closed = false;
  #sequence = -1;
  #dropped = 0;
  /** Given back since the last good frame. */
  #passedOver = 0;
  #driverSequence = -1;
  #restarts = 0;
  #errorPolls = 0;
  /** `-errno` of a buffer that could not be given back. */
  #giveBackFailure = 0;

  constructor(stream: CameraStream<P>, tools: { log: Log; clock: Clock }) {
    this.info = stream.info;
    this.#stream = stream;
    this.#device = stream.device;
    this.#buffers = stream.buffers;
    this.#clock = tools.clock;
    this.#log = tools.log;
    const giveBack = (index: number): void => this.#giveBack(index);
    this.#frames = stream.pictures.map((picture, index) =>
      new PooledFrame(picture, index, giveBack)
    );
    const monotonicMs = Number(stream.device.symbols.scrim_v4l2_clock_us()) / 1000;
    this.#clockOffsetMs = monotonicMs - tools.clock.now();
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Gives every buffer to the driver and starts. @throws {ScrimError} when it refuses */
  start(): void {
    const failed = this.#queueAndStart();
    if (failed < 0) throw this.#device.failure("start", failed);
  }

  async next(signal: AbortSignal): Promise<PooledFrame<P> | null> {
    const since = this.#clock.now();
    for (;;) {
      signal.throwIfAborted();
      if (this.#closed) return null;
      const result = this.#newest();
      if (result > 0) return this.#lend();
      if (result === -ERRNO.EIO) await this.#restart(signal);
      else if (result < 0) throw this.#device.failure("read from", result);
      else if (this.#clock.now() - since >= this.#stream.stallMs) throw this.#stalled();
      else await this.#wait(signal);
    }
  }

  #newest(): number {
    if (this.#giveBackFailure < 0) return this.#giveBackFailure;
    const { symbols, calls, fd } = this.#device;
    const answer = this.#answer;
    const result = symbols.scrim_v4l2_newest(calls, fd, this.#stream.leastBytes, answer);
    this.#passedOver += answer[6];
    return result;
  }

  #lend(): PooledFrame<P> {
    const answer = this.#answer;
    const frame = this.#frames[answer[0]];
    const driverMs = answer[4] * 1000 + answer[5] / 1000;
    this.#stream.pace?.saw(driverMs, answer[3], this.#passedOver);
    const driverGap = this.#driverSequence < 0 ? 1 : (answer[3] - this.#driverSequence) >>> 0;
    const seen = 1 + this.#passedOver;
    const advance = driverGap > LARGEST_GAP ? seen : Math.max(seen, driverGap);
    this.#driverSequence = answer[3];
    this.#sequence += advance;
    this.#dropped += advance - 1;
    this.#passedOver = 0;
    this.#restarts = 0;
    this.#errorPolls = 0;
    frame.sequence = this.#sequence;
    frame.bytes = answer[1];
    frame.timestampMs = this.#timestampMs(answer[2], driverMs);
    frame.lent = true;
    return frame;
  }

  #timestampMs(flags: number, driverMs: number): number {
    const now = this.#clock.now();
    if ((flags & TIMESTAMP_MASK) !== TIMESTAMP_MONOTONIC) return now;
    const age = now - (driverMs - this.#clockOffsetMs);
    return age < 0 || age > OLDEST_MS ? now : now - age;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { symbols, calls, fd } = this.#device;
    this.#waiting = symbols.scrim_v4l2_wait(calls, fd, 0, WAIT_MS);
    const result = await this.#waiting;
    this.#waiting = null;
    if (this.#closed || result === 0 || result === 1) return;
    if (result < 0) throw this.#device.failure("wait for", result);
    if (++this.#errorPolls > MOST_ERROR_POLLS) {
      this.#errorPolls = 0;
      await this.#restart(signal);
    } else {
      await this.#clock.sleep(ERROR_PAUSE_MS, signal);
    }
  }

  async #restart(signal: AbortSignal): Promise<void> {
    if (++this.#restarts > MOST_RESTARTS) throw this.#device.failure("read from", -ERRNO.EIO);
    this.#log.warn(`${this.#device.subject} failed (EIO), starting it again`);
    await this.#clock.sleep(RESTART_PAUSE_MS * (this.#restarts - 1), signal);
    if (this.#closed) return;
    this.#device.stream(CAPTURE, false);
    this.#driverSequence = -1;
    this.#stream.pace?.restart();
    const failed = this.#queueAndStart();
    if (failed < 0) throw this.#device.failure("start", failed);
  }

  #queueAndStart(): number {
    const { symbols, calls, fd } = this.#device;
    for (let index = 0; index < this.#frames.length; index++) {
      if (this.#frames[index].lent) continue;
      const result = symbols.scrim_v4l2_queue(calls, fd, CAPTURE, index, 0);
      if (result < 0) return result;
    }
    return this.#device.stream(CAPTURE, true);
  }

  #giveBack(index: number): void {
    if (this.#closed) return;
    const { symbols, calls, fd } = this.#device;
    const result = symbols.scrim_v4l2_queue(calls, fd, CAPTURE, index, 0);
    if (result < 0) this.#giveBackFailure = result;
  }

  #stalled(): ScrimError {
    const seconds = this.#stream.stallMs / 1000;
    return new ScrimError(
      `Cannot read from ${this.#device.subject}: no frame for ${seconds} s, wanted one each ` +
        `${Math.round(1000 / this.info.fps)} ms`,
      {
        code: "DEVICE",
        hint: "check the privacy shutter and the cable, or plug the camera out and in again",
      },
    );
  }

  /** Ends the stream. Pictures that are still lent become empty. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#waiting;
    this.#device.stream(CAPTURE, false);
    this.#buffers.unmap();
    this.#device.request(CAPTURE, 0);
    this.#device.close();
  }
}
