/**
 * Whether a model keeps up with the frames.
 *
 * @module
 */

/** Runs that are remembered. */
const RUNS = 32;
/** More slow ones than this, and the 95th percentile is longer than a frame. */
const MOST_SLOW = Math.floor(RUNS * 0.05);
/** A model counts as fast again when no run took longer than this part of a frame. */
const FAST = 0.8;
/** Compilers are still at work during the first runs. */
const WARM_UP = 8;

/** Watches how long the runs of one model take. Allocates nothing after it was made. */
export class SlowModel {
  readonly #periodMs: number;
  readonly #tell: (slow: boolean) => void;
  readonly #times = new Float64Array(RUNS);
  #runs = -WARM_UP;
  #slow = false;

  /**
   * @param periodMs from frame to frame
   * @param tell told when the answer changes
   */
  constructor(periodMs: number, tell: (slow: boolean) => void) {
    this.#periodMs = periodMs;
    this.#tell = tell;
  }

  /** Its runs take longer than a frame: waiting for them would drop frames. */
  get slow(): boolean {
    return this.#slow;
  }

  /** A run took so long, from the sample to its layers. */
  add(ms: number): void {
    if (this.#runs++ < 0) return;
    this.#times[this.#runs % RUNS] = ms;
    if (this.#slow) {
      if (this.#longerThan(FAST * this.#periodMs) > 0) return;
      this.#slow = false;
      this.#tell(false);
    } else if (this.#longerThan(this.#periodMs) > MOST_SLOW) {
      this.#slow = true;
      this.#tell(true);
    }
  }

  #longerThan(ms: number): number {
    let count = 0;
    for (let i = 0; i < RUNS; i++) if (this.#times[i] > ms) count++;
    return count;
  }
}
