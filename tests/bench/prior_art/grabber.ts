/**
 * A thread that grabs every frame of a camera into one of two slots, as programs do that read a camera in a thread.
 *
 * @module
 */
import type { Packed } from "../../../core/media/frame.ts";
import type { GrabOrder } from "./grabber_thread.ts";

/** Milliseconds since 1970, the same in every thread. */
export const now = (): number => performance.timeOrigin + performance.now();

/** The thread, seen from here. */
export class Grabber implements Disposable {
  readonly #thread = new Worker(import.meta.resolve("./grabber_thread.ts"), { type: "module" });
  readonly #count = new Int32Array(new SharedArrayBuffer(4));
  readonly #slots: readonly [Packed, Packed];

  constructor(slots: readonly [Packed, Packed]) {
    this.#slots = slots;
  }

  /** Begins: the camera's frame 0 is due at `startMs`. */
  start(camera: Packed, timing: { startMs: number; periodMs: number }): void {
    const [one, two] = this.#slots;
    const slots = [one.data, two.data] as const;
    const order: GrabOrder = { camera: camera.data, slots, count: this.#count, ...timing };
    this.#thread.postMessage(order);
  }

  /** The number of the newest frame after `last`, once there is one, and its slot. */
  async newest(last: number): Promise<readonly [number: number, picture: Packed]> {
    const count = this.#count;
    while (Atomics.load(count, 0) <= last + 1) await Atomics.waitAsync(count, 0, last + 1).value;
    const number = Atomics.load(count, 0) - 1;
    return [number, this.#slots[number & 1]];
  }

  [Symbol.dispose](): void {
    Atomics.store(this.#count, 0, -1); // a thread that waits cannot be ended from outside
    Atomics.notify(this.#count, 0);
    this.#thread.terminate();
  }
}
