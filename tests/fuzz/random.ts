/** Numbers that look random and are the same for the same seed, on every machine. */

/** Numbers at which programs break. */
const EDGES = [
  0,
  1,
  2,
  3,
  4,
  7,
  8,
  15,
  16,
  31,
  63,
  127,
  128,
  255,
  256,
  4095,
  4096,
  16384,
  32767,
  32768,
]
  .concat([65535, 65536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]);

export class Random {
  #state: number;

  /** @param seed any whole number @param index which of the seed's inputs */
  constructor(seed: number, index: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 4; i++) this.next();
  }

  /** 0 ≤ x < 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number 0 … most - 1. */
  below(most: number): number {
    return Math.floor(this.next() * most);
  }

  /** Once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }

  /** As many as `count`, each made anew. */
  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  /** A number at which programs break, or near it, or any. */
  edge(): number {
    const near = this.pick([0, 0, 0, 1, -1]);
    return this.once(6) ? this.below(2 ** 32) : Math.max(0, this.pick(EDGES) + near);
  }
}
