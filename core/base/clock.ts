/**
 * The clock interface that `core/` uses for all timing, and its implementation on the system's clock.
 *
 * @module
 */

/** Milliseconds on the monotonic clock of `performance.now()`. */
export type Milliseconds = number;

/** Time and timers. All code in `core/` uses this interface, so that tests can run on a fake clock. */
export interface Clock {
  /** The current time on the clock of `performance.now()`. */
  now(): Milliseconds;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void>;
  /** Calls `run` once after `ms`. The function that it returns cancels the call; calling that twice is harmless. */
  after(ms: Milliseconds, run: () => void): () => void;
  /** Calls `run` every `ms` until the function that it returns is called. */
  every(ms: Milliseconds, run: () => void): () => void;
  /** Milliseconds since 1970. It may jump, so use it only to compare with dates from outside, such as those of files. */
  date(): number;
}

/** The system's clock and timers. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  date: () => Date.now(),
};
