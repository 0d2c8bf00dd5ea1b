/**
 * Detects that a model finds no person. A person who sits far away or in the dark is then treated as background and replaced with
 * it. That is safe, but users take it for a fault, so Scrim warns them.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";

/** A mask whose share of person is at most this contains nobody. */
const NOBODY = 0.001;
/** The time from the first mask to the warning. In this time, the user may still be walking to the chair. */
const PATIENCE_MS = 3000;

/** Watches the masks of one model until one contains a person or the warning was given. It does not allocate per frame. */
export class Absence {
  readonly #say: () => void;
  #firstMs: Milliseconds | null = null;
  #settled = false;

  /** @param say gives the warning; called at most once */
  constructor(say: () => void) {
    this.#say = say;
  }

  /** Call this for each new mask, with its share of person pixels (0..1) and the timestamp of its frame. */
  mask(share: number, timestampMs: Milliseconds): void {
    this.#firstMs ??= timestampMs;
    if (share > NOBODY) this.#settled = true;
  }

  /** Call this for each live frame, with or without a new mask: while nothing moves, the last mask stays valid. */
  frame(timestampMs: Milliseconds): void {
    if (this.#firstMs !== null && timestampMs - this.#firstMs >= PATIENCE_MS) this.ended();
  }

  /** Call this after the last frame. It gives the warning if there was a mask and none contained a person. */
  ended(): void {
    if (this.#settled || this.#firstMs === null) return;
    this.#settled = true;
    this.#say();
  }
}
