import type { Clock } from "../base/clock.ts";

/** Gives frame numbers at a steady rate; those that nobody asked for in time are left out. */
export class FrameTimer {
  /** Numbers left out so far. */
  dropped = 0;
  readonly #clock: Clock;
  readonly #periodMs: number;
  #startMs = 0;
  #next = 0;

  constructor(clock: Clock, fps: number) {
    this.#clock = clock;
    this.#periodMs = 1000 / fps;
  }

  /**
   * The number of the frame that is due now, or of the next one, once its time has come. The first is 0, at once.
   *
   * @throws the signal's reason when aborted
   */
  async next(signal: AbortSignal): Promise<number> {
    const now = this.#clock.now();
    if (this.#next === 0) this.#startMs = now;
    const due = Math.floor((now - this.#startMs) / this.#periodMs + 1e-6);
    const number = Math.max(this.#next, due);
    this.dropped += number - this.#next;
    this.#next = number + 1;
    const waitMs = this.#startMs + number * this.#periodMs - now;
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    return number;
  }
}
