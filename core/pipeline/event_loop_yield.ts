/**
 * Lets everything else in this thread run between frames: signals, timers, sockets.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";

/** Who never waits gives way so often. */
const EVERY_MS = 100;
/** What took longer was a wait, in which all others had their turn. */
const WAIT_MS = 1;

/**
 * Where frames are always there already, because they come faster than they are filtered, awaiting them gives nobody else a
 * turn: nothing would end such a run, and no heartbeat would beat.
 */
export class EventLoopYield {
  readonly #clock: Clock;
  #last: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = clock.now();
  }

  /** It is time to {@linkcode give} one. */
  get due(): boolean {
    return this.#clock.now() - this.#last > EVERY_MS;
  }

  /** @throws the signal's reason when aborted */
  async give(signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(0, signal);
    this.#last = this.#clock.now();
  }

  /** How long what was awaited took. */
  took(sinceMs: number): number {
    const now = this.#clock.now();
    if (now - sinceMs > WAIT_MS) this.#last = now;
    return now - sinceMs;
  }
}
