/**
 * A clock for tests: time passes only when the test says so.
 *
 * @module
 */
import type { Clock, Milliseconds } from "../core/ports.ts";

interface Timer {
  dueMs: Milliseconds;
  readonly run: () => void;
  /** 0: the timer fires once. */
  readonly everyMs: Milliseconds;
}

/** Lets everything run that waits for nothing but promises and messages of this thread. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Time stands still until {@linkcode FakeClock.advance} moves it. */
export class FakeClock implements Clock {
  time: Milliseconds = 1000;
  readonly #timers = new Set<Timer>();
  readonly #skips: boolean;

  /** With `skips`, a sleep ends at once and moves the time on by its length. Other timers fire on the way. */
  constructor({ skips = false } = {}) {
    this.#skips = skips;
  }

  /** How many timers and sleepers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  now(): Milliseconds {
    return this.time;
  }

  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#skips) return this.advance(ms);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  after(ms: Milliseconds, run: () => void): () => void {
    return this.#start({ dueMs: this.time + ms, run, everyMs: 0 });
  }

  every(ms: Milliseconds, run: () => void): () => void {
    return this.#start({ dueMs: this.time + ms, run, everyMs: Math.max(ms, 1) });
  }

  /** Moves the time on and fires what is due on the way, in order; what that starts runs before the next one fires. */
  async advance(ms: Milliseconds): Promise<void> {
    const end = this.time + ms;
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.time = Math.max(this.time, next.dueMs);
      if (next.everyMs > 0) next.dueMs += next.everyMs;
      else this.#timers.delete(next);
      next.run();
      await settle();
    }
    this.time = Math.max(this.time, end);
    if (!this.#skips) await settle();
  }

  #start(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #next(end: Milliseconds): Timer | null {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.dueMs <= end && (next === null || timer.dueMs < next.dueMs)) next = timer;
    }
    return next;
  }
}
