/**
 * Checks the pictures that a reader of the virtual camera gets: whether their timestamps increase, and whether they follow the
 * camera's clock.
 *
 * @module
 */
import { quantile } from "../bench/measure.ts";

/** The observations since the last call. */
export interface Pictures {
  /** Filtered pictures of the camera. */
  readonly pictures: number;
  /** Repeated pictures and slates. */
  readonly fallbacks: number;
  /** Pictures whose number or timestamp is not greater than that of the previous one. */
  readonly backwards: number;
  /** The largest difference in ms between a timestamp and its expected value: picture n is due n periods after the first. */
  readonly timestampOffMs: number;
  /** The change in publication delay since the first picture, in ms; the median. */
  readonly publishedOffMs: number;
  /** Milliseconds from capture to publication. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Receives each published picture. */
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

  /** The number of pictures since the last call. */
  get pictures(): number {
    return this.#latencies.length;
  }

  /** Whether the picture of this number was the last one published. */
  has(number: number): boolean {
    return number === this.#lastNumber;
  }

  /** Records a picture that replaced a missing one. */
  fallback(): void {
    this.#fallbacks++;
  }

  /** Records a published picture of the camera. */
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

  /** Returns the observations and resets them. */
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
