/**
 * The other side of `grabber.ts`: copies a camera's frame when it is due, into the slot that nobody reads.
 *
 * @module
 */

/** What the thread is given. */
export interface GrabOrder {
  readonly camera: Uint8Array;
  readonly slots: readonly [Uint8Array, Uint8Array];
  /** How many frames were grabbed; negative to end. */
  readonly count: Int32Array;
  readonly periodMs: number;
  /** When frame 0 is due, since 1970. */
  readonly startMs: number;
}

const scope = globalThis as unknown as { onmessage: (event: MessageEvent<GrabOrder>) => void };

scope.onmessage = ({ data: { camera, slots, count, periodMs, startMs } }) => {
  for (let number = 0; Atomics.load(count, 0) >= 0; number++) {
    const due = startMs + number * periodMs;
    const wait = due - (performance.timeOrigin + performance.now());
    if (wait > 0) Atomics.wait(count, 0, number, wait);
    if (Atomics.load(count, 0) < 0) return;
    slots[number & 1].set(camera);
    Atomics.store(count, 0, number + 1);
    Atomics.notify(count, 0);
  }
};
