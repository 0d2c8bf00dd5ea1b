/**
 * A source whose frames are read ahead into a ring.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { Clock, Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Captured, FrameSource, SourceInfo } from "../media/source.ts";
import { FrameRing } from "./frame_ring.ts";

/** Frames read ahead of the one at work. */
const AHEAD = 3;
/** Frames that the loop holds at a time. */
const IN_FLIGHT = 1;

/** Where the bytes of pictures come from. */
export interface PictureBytes {
  /** Fills `into`; how many bytes there were before the end. */
  fill(into: Uint8Array): Promise<number>;
  /** When the picture that was filled last is shown, from the beginning of the film; absent or `null`: nobody says. */
  readonly dueMs?: Milliseconds | null;
  /** Called at the end. @throws {ScrimError} when it is not the end that was meant */
  ended(): Promise<void>;
  /** Stops a `fill()` that waits, and frees everything; idempotent. */
  close(): Promise<void>;
}

/**
 * Pictures of one size out of a stream of bytes. A reader fills them ahead of whoever takes them: up to three wait (of a live
 * source one, and those that nobody took are overwritten and counted). Pictures = waiting + lent + one being filled.
 */
export class RingSource implements FrameSource {
  readonly info: SourceInfo;
  readonly #bytes: PictureBytes;
  readonly #ring: FrameRing;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #reading: Promise<void>;
  #cutOff = 0;
  #frames = 0;
  /** Frames have times of their own. */
  #dated = false;
  #closed = false;

  constructor(
    info: SourceInfo,
    bytes: PictureBytes,
    { arena, clock, log }: { arena: Arena; clock: Clock; log: Log },
  ) {
    this.info = info;
    this.#bytes = bytes;
    this.#clock = clock;
    this.#log = log;
    const ready = info.live ? 1 : AHEAD;
    const picture = () => arena.packed(info.layout, info);
    const pictures = Array.from({ length: ready + IN_FLIGHT + 1 }, picture);
    this.#ring = new FrameRing(pictures, { newest: info.live });
    this.#reading = this.#read();
  }

  get dropped(): number {
    return this.#ring.dropped + this.#cutOff;
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    if (this.#closed) return null;
    const captured = await this.#ring.take(signal);
    // A frame of a file is new when somebody wants it, however long ago it was read.
    if (captured && !this.info.live && !this.#dated) captured.timestampMs = this.#clock.now();
    return captured;
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const picture = await this.#ring.toFill();
        if (picture === null) return;
        const got = await this.#bytes.fill(picture.data);
        if (got < picture.data.length) {
          await this.#bytes.ended();
          if (got > 0) this.#leaveOut(got, picture.data.length);
          return this.#ring.end();
        }
        this.#frames++;
        const { dueMs = null } = this.#bytes;
        this.#dated = dueMs !== null;
        this.#ring.put(dueMs ?? this.#clock.now());
      }
    } catch (error) {
      this.#ring.end(error); // thrown by the next take(); after close() nobody takes
    }
  }

  #leaveOut(got: number, wanted: number): void {
    this.#cutOff++;
    this.#log.warn(
      `"${this.info.description}" ends inside frame ${this.#frames} (${got} of ${wanted} bytes); ` +
        "that frame is left out",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#ring.end();
    await this.#bytes.close();
    await this.#reading;
  }
}
