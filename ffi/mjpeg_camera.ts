/**
 * A camera that sends JPEG pictures: the newest one is decoded beside the loop, and only that one.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import { type Packed, packedSize, packedView } from "../core/media/frame.ts";
import type { Clock, Milliseconds } from "../core/base/clock.ts";
import type { Log } from "../core/base/log.ts";
import type { Captured, FrameSource, SourceInfo } from "../core/media/source.ts";
import type { JpegDecoder } from "./jpeg.ts";
import type { CameraSource, PooledFrame } from "./v4l2_capture.ts";

/** One is lent while the next one is decoded. */
const PICTURES = 2;
/** Many cameras send one broken picture at their start; so many are worth a word. */
const BROKEN_TO_SAY = 3;

/** A decoded picture, lent again and again. */
class Decoded implements Captured {
  sequence = 0;
  timestampMs: Milliseconds = 0;
  free = true;
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly picture: Packed;

  constructor({ width, height, color }: SourceInfo) {
    this.memory = new Uint8Array(packedSize("i420", height, width));
    this.picture = packedView(this.memory, { layout: "i420", width, height, color });
  }

  release(): void {
    this.free = true;
  }
}

/** The compressed pictures, and what turns them into others. */
export interface MjpegParts {
  /** Delivers whole buffers. */
  readonly camera: CameraSource<Uint8Array<ArrayBuffer>>;
  readonly decoder: JpegDecoder;
  /** `camera "/dev/video0"`, for messages. */
  readonly subject: string;
  /** Without a whole picture for this long `next()` throws. */
  readonly stallMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Decoded pictures of a Motion JPEG camera. While the loop works on one, the next one is decoded as soon as it comes, unless
 * the loop is slower than the camera: then only what is newest when it asks. Broken pictures count as dropped.
 */
export class MjpegCamera implements FrameSource {
  readonly info: SourceInfo;
  readonly #parts: MjpegParts;
  readonly #pictures: readonly Decoded[];
  readonly #periodMs: number;
  /** The next picture, on its way or there. */
  #ahead: Promise<Decoded | null> | null = null;
  /** A thread reads one of the camera's buffers until this resolves. */
  #decoding: Promise<string | null> | null = null;
  #lentMs = -Infinity;
  #broken = 0;
  #closed = false;

  /** Owns the camera and the decoder from now on. */
  constructor(parts: MjpegParts) {
    const { info } = parts.camera;
    this.info = info;
    this.#parts = parts;
    this.#periodMs = 1000 / info.fps;
    this.#pictures = Array.from({ length: PICTURES }, () => new Decoded(info));
  }

  get dropped(): number {
    return this.#parts.camera.dropped + this.#broken;
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    signal.throwIfAborted();
    if (this.#closed) return null;
    const { clock } = this.#parts;
    const keepsUp = clock.now() - this.#lentMs < this.#periodMs;
    const coming = this.#ahead ?? this.#decodeNext(signal);
    this.#ahead = null;
    const picture = await coming;
    if (picture !== null && keepsUp) {
      this.#ahead = this.#decodeNext(signal);
      this.#ahead.catch(() => {}); // whoever asks for it is told
    }
    this.#lentMs = clock.now();
    return picture;
  }

  /** The next whole picture, decoded into free memory; `null` at the end. */
  async #decodeNext(signal: AbortSignal): Promise<Decoded | null> {
    const picture = this.#pictures.find(({ free }) => free);
    if (!picture) {
      throw new Error(`Cannot take a frame: all ${PICTURES} pictures are lent, release one first`);
    }
    picture.free = false;
    let whole = false;
    try {
      whole = await this.#fill(picture, signal);
    } finally {
      if (!whole) picture.release();
    }
    return whole ? picture : null;
  }

  /** False at the end. */
  async #fill(picture: Decoded, signal: AbortSignal): Promise<boolean> {
    const { camera, clock, stallMs } = this.#parts;
    const since = clock.now();
    for (;;) {
      const frame = await camera.next(signal);
      if (frame === null) return false;
      const why = await this.#decode(frame, picture);
      if (why === null) return !this.#closed;
      this.#countBroken(why);
      if (clock.now() - since >= stallMs) throw this.#onlyBroken(why);
    }
  }

  async #decode(
    frame: PooledFrame<Uint8Array<ArrayBuffer>>,
    into: Decoded,
  ): Promise<string | null> {
    try {
      if (this.#closed) return null;
      into.sequence = frame.sequence;
      into.timestampMs = frame.timestampMs;
      this.#decoding = this.#parts.decoder.decode(frame.picture, frame.bytes, into.memory);
      return await this.#decoding;
    } finally {
      this.#decoding = null;
      frame.release();
    }
  }

  #countBroken(why: string): void {
    const { log, subject } = this.#parts;
    this.#broken++;
    log.debug(`${subject} sent a broken picture: ${why}`);
    if (this.#broken !== BROKEN_TO_SAY) return;
    log.warn(
      `${subject} sends broken pictures (${why}); they are left out. Another cable or port of the computer may help`,
    );
  }

  #onlyBroken(why: string): ScrimError {
    return new ScrimError(
      `Cannot read from ${this.#parts.subject}: only broken pictures for ` +
        `${this.#parts.stallMs / 1000} s (${why})`,
      {
        code: "DEVICE",
        hint: "try another cable or port of the computer, or another --size",
      },
    );
  }

  /** Ends the stream once nothing is being decoded. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#decoding?.catch(() => {});
    await this.#parts.camera[Symbol.asyncDispose]();
    await this.#ahead?.catch(() => {});
    this.#parts.decoder[Symbol.dispose]();
  }
}
