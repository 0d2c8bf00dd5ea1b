/**
 * Detects whether a model is slower than the frames.
 *
 * @module
 */

/** The number of recent runs that are considered. */
const RUNS = 32;
/** If more of these runs take longer than a frame, the 95th percentile does, and the model counts as slow. */
const MOST_SLOW = Math.floor(RUNS * 0.05);
/** A slow model counts as fast again when no recent run took longer than this fraction of the frame period. */
const FAST = 0.8;
/** The number of first runs that are ignored, because the code is still being compiled. */
const WARM_UP = 8;

/** Monitors the durations of the runs of one model. It allocates only in its constructor. */
export class SlowModel {
  readonly #periodMs: number;
  readonly #onChange: (slow: boolean) => void;
  readonly #times = new Float64Array(RUNS);
  #runs = -WARM_UP;
  #slow = false;

  /**
   * @param periodMs the time from one frame to the next
   * @param onChange called when the model becomes slow or fast again
   */
  constructor(periodMs: number, onChange: (slow: boolean) => void) {
    this.#periodMs = periodMs;
    this.#onChange = onChange;
  }

  /** Whether its runs take longer than a frame, so that waiting for them would drop frames. */
  get slow(): boolean {
    return this.#slow;
  }

  /** Adds the duration of a run, from the sampled input to the finished layers. */
  add(ms: number): void {
    if (this.#runs++ < 0) return;
    this.#times[this.#runs % RUNS] = ms;
    if (this.#slow) {
      if (this.#longerThan(FAST * this.#periodMs) > 0) return;
      this.#slow = false;
      this.#onChange(false);
    } else if (this.#longerThan(this.#periodMs) > MOST_SLOW) {
      this.#slow = true;
      this.#onChange(true);
    }
  }

  #longerThan(ms: number): number {
    let count = 0;
    for (let i = 0; i < RUNS; i++) if (this.#times[i] > ms) count++;
    return count;
  }
}
