/**
 * Decides from the samples of a long run whether it leaks, drifts or slows down.
 *
 * @module
 */
import { quantile } from "../bench/measure.ts";
import type { Pictures } from "./picture_check.ts";

/** The sample of one interval. */
export interface Sample extends Pictures {
  /** Seconds from the first picture to the end of the interval. */
  readonly second: number;
  /** Total number of pictures that the camera dropped. */
  readonly dropped: number;
  /** Resident memory. */
  readonly residentMB: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
  readonly threads: number;
}

/** One result. `ok: null`: the run was too short. */
export interface Verdict {
  readonly what: string;
  readonly ok: boolean | null;
  /** The figures, as text. */
  readonly found: string;
}

/** Until then V8 compiles code and its heap reaches its size. */
const SETTLED_SECOND = 120;
/** The share for shorter runs. */
const SETTLED_SHARE = 0.2;
/** With this limit a working day of eight hours stays below 50 MB. */
const LEAK_MB = 1;
const LEAK_SECONDS = 600;
/** Garbage is collected every few seconds, so a leak raises the minimum of each minute. */
const FLOOR_SECONDS = 60;
/** With fewer minutes the result would be random. */
const FLOORS = 8;
/** The least number of samples in a quarter. */
const QUARTER = 2;
/** Smaller differences are not visible, and clocks of a busy machine differ by more. */
const LATENCY_MS = 1;

/** The slope of the line through points, by least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([px, py]) => (px - x) * (py - y)) / mean(([px]) => (px - x) ** 2);
}

/** The lowest memory of each whole minute. */
function floors(samples: readonly Sample[]): readonly (readonly [number, number])[] {
  const lowest = new Map<number, number>();
  for (const { second, residentMB } of samples) {
    const minute = Math.floor(second / FLOOR_SECONDS);
    lowest.set(minute, Math.min(lowest.get(minute) ?? Infinity, residentMB));
  }
  return [...lowest].map(([minute, mb]) => [minute * FLOOR_SECONDS, mb]);
}

function memory(settled: readonly Sample[]): Verdict {
  const points = floors(settled);
  const what = "memory";
  if (points.length < FLOORS) return { what, ok: null, found: `${points.length} minutes` };
  const growth = slope(points) * LEAK_SECONDS;
  const found = `${growth.toFixed(2)} MB in 10 minutes, wanted < ${LEAK_MB}`;
  return { what, ok: growth < LEAK_MB, found };
}

interface Quarters {
  readonly first: readonly Sample[];
  readonly last: readonly Sample[];
}

function quartersOf(settled: readonly Sample[]): Quarters | null {
  const length = Math.floor(settled.length / 4);
  if (length < QUARTER) return null;
  return { first: settled.slice(0, length), last: settled.slice(-length) };
}

/** Temporary handles are allowed. Leaked ones are never released, so the median at the end exceeds the maximum at the start. */
function flat(what: "handles" | "threads", quarters: Quarters | null): Verdict {
  if (!quarters) return { what, ok: null, found: "too few samples" };
  const most = Math.max(...quarters.first.map((sample) => sample[what]));
  const usual = quantile(quarters.last.map((sample) => sample[what]), 0.5);
  const found = `at most ${most} in the first quarter, usually ${usual} in the last`;
  return { what, ok: usual <= most, found };
}

/** Compares the latencies of the first and the last quarter, with the variation of the first quarter as tolerance. */
function latency(which: "p50Ms" | "p99Ms", quarters: Quarters | null): Verdict {
  const what = `latency ${which.slice(0, 3)}`;
  if (!quarters) return { what, ok: null, found: "too few samples" };
  const [first, last] = [quarters.first, quarters.last].map((one) => one.map((s) => s[which]));
  const [before, after] = [quantile(first, 0.5), quantile(last, 0.5)];
  const noise = Math.max(LATENCY_MS, Math.max(...first) - before);
  const found = `${before.toFixed(1)} ms at first, ${after.toFixed(1)} at last, ` +
    `wanted < ${(before + noise).toFixed(1)}`;
  return { what, ok: after < before + noise, found };
}

/**
 * Judges a run.
 *
 * @param samples the samples of all intervals, in order
 * @param periodMs milliseconds between pictures
 */
export function judge(samples: readonly Sample[], periodMs: number): readonly Verdict[] {
  const end = samples.at(-1)?.second ?? 0;
  const from = Math.min(SETTLED_SECOND, end * SETTLED_SHARE);
  const settled = samples.filter(({ second }) => second > from);
  const quarters = quartersOf(settled);
  const backwards = samples.reduce((sum, sample) => sum + sample.backwards, 0);
  const off = Math.max(...samples.map(({ timestampOffMs }) => timestampOffMs));
  const empty = samples.filter(({ pictures }) => pictures === 0).length;
  const drift = quarters
    ? quantile(quarters.last.map(({ publishedOffMs }) => publishedOffMs), 0.5) -
      quantile(quarters.first.map(({ publishedOffMs }) => publishedOffMs), 0.5)
    : null;
  const wanted = `wanted < ${periodMs.toFixed(1)}`;
  return [
    {
      what: "pictures",
      ok: samples.length > 0 && empty === 0,
      found: `${empty} of ${samples.length} intervals without one`,
    },
    { what: "timestamps", ok: backwards === 0, found: `${backwards} went backwards` },
    { what: "frame clock", ok: off < periodMs, found: `${off.toFixed(1)} ms off, ${wanted}` },
    {
      what: "drift",
      ok: drift === null ? null : Math.abs(drift) < periodMs,
      found: drift === null
        ? "too few samples"
        : `published ${drift.toFixed(1)} ms later at last, ${wanted}`,
    },
    memory(settled),
    flat("handles", quarters),
    flat("threads", quarters),
    latency("p50Ms", quarters),
    latency("p99Ms", quarters),
  ];
}
