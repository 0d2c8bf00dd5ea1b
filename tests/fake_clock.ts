/**
 * A clock for tests: time passes only when the test says so.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Clock, Milliseconds } from "../core/base/clock.ts";
import { until } from "./wait.ts";

interface Timer {
  dueMs: Milliseconds;
  readonly run: () => void;
  /** 0: the timer fires once. */
  readonly everyMs: Milliseconds;
}

/** Lets everything run that waits for nothing but promises and messages of this thread. */
export function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Nothing that a test plays takes longer: what does would never end. */
const LONGEST_MS = 3_600_000;

/** Time stands still until {@linkcode FakeClock.advance} or {@linkcode FakeClock.drive} moves it. */
export class FakeClock implements Clock {
  time: Milliseconds = 1000;
  /** What `date()` says at time 0. */
  readonly dateAtZero: number;
  readonly #timers = new Set<Timer>();
  readonly #skips: boolean;

  /** With `skips`, a sleep ends at once and moves the time on by its length. Other timers fire on the way. */
  constructor({ skips = false, dateAtZero = Date.UTC(2026, 0, 1) } = {}) {
    this.#skips = skips;
    this.dateAtZero = dateAtZero;
  }

  /** How many timers and sleepers wait. */
  get waiting(): number {
    return this.#timers.size;
  }

  now(): Milliseconds {
    return this.time;
  }

  date(): number {
    return this.dateAtZero + this.time;
  }

  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#skips) return this.advance(ms).then(settle); // or a loop that sleeps would let nobody else run
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
      await this.#fire(next);
    }
    this.time = Math.max(this.time, end);
    if (!this.#skips) await settle();
  }

  /**
   * Moves the time on from timer to timer until `work` has ended.
   *
   * @param elsewhere what other threads are at work on: time stands still until it resolves; `null`: nothing
   * @returns what `work` gives
   */
  async drive<T>(work: Promise<T>, elsewhere: () => Promise<void> | null = () => null): Promise<T> {
    let ended = false;
    const end = (): void => void (ended = true);
    work.then(end, end);
    const latest = this.time + LONGEST_MS;
    await settle();
    while (!ended) {
      const busy = elsewhere();
      if (busy) {
        await busy;
        await settle();
        continue;
      }
      const next = this.#next(latest);
      if (next !== null) await this.#fire(next);
      else if (this.#timers.size > 0) {
        throw new Error(`The work has not ended after ${LONGEST_MS / 60_000} minutes of its clock`);
      } else {
        // It reads files, for example.
        await until("the work's end or a timer", () => ended || this.#timers.size > 0);
        await settle();
      }
    }
    return await work;
  }

  async #fire(timer: Timer): Promise<void> {
    this.time = Math.max(this.time, timer.dueMs);
    if (timer.everyMs > 0) timer.dueMs += timer.everyMs;
    else this.#timers.delete(timer);
    timer.run();
    await settle();
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
