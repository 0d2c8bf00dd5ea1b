/**
 * Whether a model finds nobody. Who sits far away or in the dark is then background like the room, and replaced with it; that is safe,
 * but looks like a fault.
 *
 * @module
 */
import type { Milliseconds } from "../base/clock.ts";

/** Less of the picture than this is nobody. */
const NOBODY = 0.001;
/** Somebody may still be on the way to the chair. */
const PATIENCE_MS = 3000;

/** Looks at the masks of one model until it found somebody or said that it did not. Allocates nothing. */
export class Absence {
  readonly #say: () => void;
  #firstMs: Milliseconds | null = null;
  #settled = false;

  /** @param say called once at most */
  constructor(say: () => void) {
    this.#say = say;
  }

  /** A mask came, of a frame of this time. `share`: the part of it that is person, 0..1. */
  mask(share: number, timestampMs: Milliseconds): void {
    this.#firstMs ??= timestampMs;
    if (share > NOBODY) this.#settled = true;
  }

  /** A live frame comes. Where nothing moves, the first mask is true for all that follow. */
  frame(timestampMs: Milliseconds): void {
    if (this.#firstMs !== null && timestampMs - this.#firstMs >= PATIENCE_MS) this.ended();
  }

  /** Nothing more comes: of a film and of a picture everything has been seen. */
  ended(): void {
    if (this.#settled || this.#firstMs === null) return;
    this.#settled = true;
    this.#say();
  }
}
