/**
 * A film that is watched: each frame is shown when it is due.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Captured } from "../media/source.ts";

/** A film that is later than this goes on from there, rather than to hurry. */
const LATE_MS = 100;

/** The pace of one film. */
export class FilmPacing {
  readonly #clock: Clock;
  /** When its beginning was, or would have been, shown. */
  #began: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits. @throws the signal's reason when aborted; the frame is released then */
  async untilDue(captured: Captured, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const ifNow = now - captured.timestampMs;
    this.#began = Math.max(this.#began ?? ifNow, ifNow - LATE_MS);
    if (this.#began <= ifNow) return;
    try {
      await this.#clock.sleep(this.#began - ifNow, signal);
    } catch (error) {
      captured.release();
      throw error;
    }
  }
}
