import type { Clock, Milliseconds } from "../../../core/ports.ts";

/** A clock that stands still except while somebody sleeps. */
export class FakeClock implements Clock {
  time: Milliseconds = 1000;

  now(): Milliseconds {
    return this.time;
  }

  sleep(ms: Milliseconds, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.time += ms;
    return Promise.resolve();
  }
}
