/**
 * A switch that hides everything: the camera is closed and viewers see the slate, until it is turned back.
 *
 * @module
 */

/** Whether a run is paused; any number of runs may listen. */
export class Pause {
  readonly #listeners = new Set<() => void>();
  #paused: boolean;

  /**
   * A switch.
   *
   * @param paused whether runs begin with the slate
   */
  constructor(paused = false) {
    this.#paused = paused;
  }

  /** Nothing but the slate is shown now. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Changes it; with the value it has nothing happens. */
  set paused(paused: boolean) {
    if (paused === this.#paused) return;
    this.#paused = paused;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` after each change until the signal is aborted. */
  onChange(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener("abort", () => this.#listeners.delete(listener), { once: true });
  }
}
