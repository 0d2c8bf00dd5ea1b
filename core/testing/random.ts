/**
 * `Math.random()` while a plugin is tried: counted, and repeatable where the author allows it.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";

/** Watches the calls of `Math.random()` until it is disposed. */
export class WatchedRandom implements Disposable {
  readonly #original = Math.random;
  readonly #repeatable: boolean;
  #state = 0;
  #calls = 0;

  /** @param repeatable numbers come from a seeded generator, which {@linkcode WatchedRandom.restart} sets back */
  constructor(repeatable: boolean) {
    this.#repeatable = repeatable;
    this.restart(0);
    Math.random = (): number => {
      this.#calls++;
      return this.#repeatable ? this.#next() : this.#original.call(Math);
    };
  }

  /** From here on the same numbers come for the same `place`. */
  restart(place: number): void {
    this.#state = Math.imul(place + 1, 0x9e3779b1) >>> 0;
  }

  /** The error with a way out, when the plugin drew numbers at random and nobody allowed it. */
  explain(error: unknown): unknown {
    if (this.#repeatable || this.#calls === 0 || !(error instanceof ScrimError)) return error;
    const allow = "it calls Math.random(); if it should, allow that with { random: true }";
    return new ScrimError(`${error.message} (${allow})`, { code: error.code, hint: allow });
  }

  // A linear congruential generator (Knuth's MMIX constants cut to 32 bits) with a mixed output.
  #next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    const mixed = Math.imul(this.#state ^ (this.#state >>> 15), 0x2c1b3c6d);
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
  }

  [Symbol.dispose](): void {
    Math.random = this.#original;
  }
}
