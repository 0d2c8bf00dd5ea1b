/**
 * What Scrim wants to reach, and how far it is.
 *
 * @module
 */
import type { Figures, Group, Row } from "./table.ts";

/** A figure with a bound. */
interface Target {
  readonly what: string;
  /** How its group's title begins. */
  readonly group: string;
  readonly row: string;
  readonly column: string;
  /** The most it may be, or the least. */
  readonly bound: { readonly most: number } | { readonly least: number };
  /** Another row whose figure it is divided by first. */
  readonly over?: string;
}

const OPENCV = { group: "OpenCV", column: "peer / Scrim" } as const;
const CHAINS = { group: "chains", column: "best ms" } as const;
const INFERENCE = { group: "inference", column: "best ms" } as const;
const KERNELS = { group: "kernels", column: "best ms" } as const;
const PROCESS = { group: "processes" } as const;
const BLUR = { ...PROCESS, row: "blur, 720p at 30/s, moving" } as const;

/** A pixel of 4K against one of 720p. */
const FLAT = { ...CHAINS, column: "a pixel / at 720p", bound: { most: 1.25 } } as const;
/** A third of a core at 30 pictures a second. */
const THIRD = { ...CHAINS, bound: { most: 1000 / 30 / 3 } } as const;

const TARGETS: readonly Target[] = [
  {
    ...OPENCV,
    what: "replace: OpenCV in place takes",
    row: "replace in place",
    bound: { least: 7 },
  },
  { ...OPENCV, what: "blur: OpenCV in place takes", row: "blur in place", bound: { least: 6 } },
  { ...OPENCV, what: "replace: naive numpy takes", row: "replace naive", bound: { least: 30 } },
  { ...FLAT, what: "replace: a 4K pixel against one of 720p", row: "replace, 3840x2160" },
  { ...FLAT, what: "blur: a 4K pixel against one of 720p", row: "blur, 3840x2160" },
  { ...THIRD, what: "replace at 4K without inference, ms", row: "replace, 3840x2160" },
  { ...THIRD, what: "blur at 4K without inference, ms", row: "blur, 3840x2160" },
  { ...KERNELS, what: "refine at 720p, ms", row: "refine 256x144", bound: { most: 0.5 } },
  {
    ...KERNELS,
    what: "bokeh against a Gaussian",
    row: "blur 12, masked, discs",
    over: "blur 12, masked",
    bound: { most: 2 },
  },
  {
    ...INFERENCE,
    what: "inference against Chromium's",
    row: "Scrim, fed 256x144",
    over: "Chromium, fed 256x144",
    bound: { most: 1 },
  },
  { ...BLUR, what: "blur, moving: CPU ms a frame", column: "best cpu ms", bound: { most: 9 } },
  {
    ...PROCESS,
    what: "blur, still: CPU ms a frame",
    row: "blur, 720p at 30/s, still",
    column: "best cpu ms",
    bound: { most: 3 },
  },
  { ...BLUR, what: "blur: memory, MB", column: "RSS MB", bound: { most: 350 } },
  { ...BLUR, what: "blur: latency p50, ms", column: "p50 ms", bound: { most: 9 } },
  { ...BLUR, what: "blur: latency p99, ms", column: "p99 ms", bound: { most: 20 } },
  {
    ...PROCESS,
    what: "blur, 1080p at 60/s: dropped frames",
    row: "blur, 1080p at 60/s, moving",
    column: "dropped",
    bound: { most: 0 },
  },
  {
    group: "start",
    what: "first filtered picture, ms",
    row: "blur, 720p",
    column: "best ms",
    bound: { most: 1000 },
  },
];

function figureOf(groups: readonly Group[], target: Target, row: string): number | undefined {
  const group = groups.find(({ title }) => title.startsWith(target.group));
  return group?.rows.find(({ name }) => name === row)?.figures[target.column];
}

/** The targets whose figures were measured, each with what it is; what is missed is marked. */
export function judge(groups: readonly Group[]): Group {
  const rows = TARGETS.flatMap((target): Row[] => {
    const figure = figureOf(groups, target, target.row);
    const under = target.over === undefined ? 1 : figureOf(groups, target, target.over);
    if (figure === undefined || under === undefined) return [];
    const measured = figure / under;
    const { bound } = target;
    const met = "most" in bound ? measured <= bound.most : measured >= bound.least;
    const wanted: Figures = "most" in bound
      ? { "at most": bound.most }
      : { "at least": bound.least };
    return [{
      name: `${met ? "met   " : "MISSED"} ${target.what}`,
      figures: { ...wanted, measured },
    }];
  });
  return { title: "targets", rows, notes: [] };
}
