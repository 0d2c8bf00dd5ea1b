/**
 * What a reader of the virtual camera can tell about the pictures that it gets: whether their times go on, and whether they
 * keep to the camera's clock.
 *
 * @module
 */
import { quantile } from "../bench/measure.ts";

/** What was seen since the last look. */
export interface Pictures {
  /** Pictures of the camera, filtered. */
  readonly pictures: number;
  /** Held pictures and slates. */
  readonly fallbacks: number;
  /** Pictures whose number or timestamp is not greater than that of the one before. */
  readonly backwards: number;
  /** How far timestamps are from where their numbers say, at most: picture n is due n periods after the first. */
  readonly timestampOffMs: number;
  /** How much later than the first one pictures were published, by the clock of their numbers; the median. */
  readonly publishedOffMs: number;
  /** From capture to publication. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Is told of each published picture. */
export class PictureCheck {
  readonly #periodMs: number;
  #first: { readonly number: number; readonly timestampMs: number; readonly nowMs: number } | null =
    null;
  #lastNumber = -1;
  #lastTimestampMs = -Infinity;
  #fallbacks = 0;
  #backwards = 0;
  #timestampOffMs = 0;
  readonly #latencies: number[] = [];
  readonly #published: number[] = [];

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** Pictures since the last look. */
  get pictures(): number {
    return this.#latencies.length;
  }

  /** Whether the picture of this number was the last one published. */
  has(number: number): boolean {
    return number === this.#lastNumber;
  }

  /** Something stood in for a missing picture. */
  fallback(): void {
    this.#fallbacks++;
  }

  /** A picture of the camera was published. */
  picture(
    { number, timestampMs, nowMs }: { number: number; timestampMs: number; nowMs: number },
  ): void {
    this.#first ??= { number, timestampMs, nowMs };
    if (number <= this.#lastNumber || timestampMs <= this.#lastTimestampMs) this.#backwards++;
    this.#lastNumber = number;
    this.#lastTimestampMs = timestampMs;
    const sinceFirst = (number - this.#first.number) * this.#periodMs;
    const off = Math.abs(timestampMs - this.#first.timestampMs - sinceFirst);
    this.#timestampOffMs = Math.max(this.#timestampOffMs, off);
    this.#latencies.push(nowMs - timestampMs);
    this.#published.push(nowMs - this.#first.nowMs - sinceFirst);
  }

  /** What was seen, and begins anew. */
  take(): Pictures {
    const latencies = this.#latencies;
    const seen = {
      pictures: latencies.length,
      fallbacks: this.#fallbacks,
      backwards: this.#backwards,
      timestampOffMs: this.#timestampOffMs,
      publishedOffMs: quantile(this.#published, 0.5),
      p50Ms: quantile(latencies, 0.5),
      p99Ms: quantile(latencies, 0.99),
    };
    latencies.length = this.#published.length = 0;
    this.#fallbacks = this.#backwards = this.#timestampOffMs = 0;
    return seen;
  }
}
