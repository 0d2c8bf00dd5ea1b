/**
 * A fixed number of pictures between a reader that runs ahead and those who take them.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";
import type { Captured } from "../media/source.ts";
import type { Packed } from "../media/frame.ts";
import { PooledFrame } from "./pooled_frame.ts";

/** A picture of the ring. Free until it is filled, then ready, then lent, then free again: never two of these. */
class Slot extends PooledFrame {
  readonly #released: () => void;

  constructor(picture: Packed, released: () => void) {
    super(picture);
    this.#released = released;
  }

  override release(): void {
    super.release();
    this.#released();
  }
}

/**
 * Pictures that are recycled. The reader waits while none is free (with `newest` it takes back the oldest that nobody took);
 * takers wait while none is ready. Neither side polls: each wakes the other.
 */
export class FrameRing {
  /** Frames that were overwritten before anybody took them. */
  dropped = 0;
  readonly #slots: readonly Slot[];
  readonly #newest: boolean;
  readonly #ready: Slot[] = [];
  #filling: Slot | null = null;
  #next = 0;
  #end: { readonly error: unknown } | null = null;
  #wakeReader: (() => void) | null = null;
  #wakeTaker: (() => void) | null = null;

  /** @param pictures as many as may be ready, and may be lent, and one that is being filled */
  constructor(pictures: readonly Packed[], { newest }: { newest: boolean }) {
    this.#newest = newest;
    const released = (): void => this.#wakeReader?.();
    this.#slots = pictures.map((picture) => new Slot(picture, released));
  }

  /** The next picture to fill, once there is one; `null` after the end. Until `put()` it is the same one again. */
  async toFill(): Promise<Packed | null> {
    while (this.#end === null) {
      this.#filling ??= this.#free();
      if (this.#filling) return this.#filling.picture;
      await new Promise<void>((resolve) => this.#wakeReader = resolve);
      this.#wakeReader = null;
    }
    return null;
  }

  /** The picture that was filled is ready. */
  put(timestampMs: Milliseconds): void {
    const slot = this.#filling;
    if (!slot) return;
    this.#filling = null;
    slot.sequence = this.#next++;
    slot.timestampMs = timestampMs;
    this.#ready.push(slot);
    this.#wakeTaker?.();
  }

  /** Nothing comes behind what is ready. An error is thrown to whoever asks for more. */
  end(error: unknown = null): void {
    this.#end ??= { error };
    this.#wakeReader?.();
    this.#wakeTaker?.();
  }

  /**
   * The oldest ready frame, or the newest; `null` at the end.
   *
   * @throws the error that it ended with; the signal's reason when aborted
   */
  async take(signal: AbortSignal): Promise<Captured & { timestampMs: Milliseconds } | null> {
    for (;;) {
      signal.throwIfAborted();
      const slot = this.#pick();
      if (slot) return slot;
      if (this.#end) {
        if (this.#end.error !== null) throw this.#end.error;
        return null;
      }
      if (this.#slots.every((one) => !one.free && one !== this.#filling)) {
        throw new Error(
          `Cannot take a frame: all ${this.#slots.length} pictures are lent, release one first`,
        );
      }
      await this.#arrival(signal);
    }
  }

  #free(): Slot | null {
    let slot = this.#slots.find((one) => one.free) ?? null;
    if (!slot && this.#newest && this.#ready.length > 0) {
      slot = this.#ready.shift() ?? null;
      this.dropped++;
    }
    if (slot) slot.free = false;
    return slot;
  }

  #pick(): Slot | null {
    while (this.#newest && this.#ready.length > 1) {
      this.#ready.shift()?.release();
      this.dropped++;
    }
    return this.#ready.shift() ?? null;
  }

  #arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#wakeTaker = null;
        reject(signal.reason);
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#wakeTaker = () => {
        this.#wakeTaker = null;
        signal.removeEventListener("abort", stop);
        resolve();
      };
    });
  }
}
