/**
 * What Scrim wants to reach, and which of it tests hold already.
 *
 * @module
 */
import type { Group, Row } from "../bench/table.ts";
import type { Judgement } from "./judge.ts";
import type { SceneName } from "./scenes.ts";

/** A bound on what was measured. */
export interface Target {
  readonly what: string;
  /** Those of these scenes that were measured. */
  readonly scenes: readonly SceneName[];
  /** NaN where a scene does not tell. */
  readonly measure: (judgement: Judgement) => number;
  /** Given: what counts is the change from the mean of this to the mean of `measure`, in percent. Else the largest measure. */
  readonly from?: (judgement: Judgement) => number;
  /** What is wanted. */
  readonly most: number;
  /** Whether tests hold Scrim to it. Until then they hold it to `today`. */
  readonly asserted: boolean;
  /** What is reached now, with a little room. */
  readonly today: number;
}

const PEOPLE: readonly SceneName[] = ["demo", "girl-1", "girl-2"];
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** By short names, for tests. */
export const TARGETS = {
  band: {
    what: "band error against bilinear, %",
    scenes: PEOPLE,
    measure: ({ scrim }) => scrim.bandError,
    from: ({ raw }) => raw.bandError,
    most: -18,
    asserted: true,
    today: -23,
  },
  iou: {
    what: "IoU lost against bilinear",
    scenes: PEOPLE,
    measure: ({ scrim, raw }) => raw.iou - scrim.iou,
    most: 0.002,
    asserted: true,
    today: -0.003,
  },
  flicker: {
    what: "flicker of a still scene against raw, %",
    scenes: ["demo"],
    measure: ({ scrim }) => scrim.flicker,
    from: ({ raw }) => raw.flicker,
    most: -70,
    asserted: true,
    today: -90,
  },
  exactFlicker: {
    what: "flicker where every frame has a mask of its own, against raw, %",
    scenes: ["demo exact"],
    measure: ({ scrim }) => scrim.flicker,
    from: ({ raw }) => raw.flicker,
    most: -70,
    asserted: true,
    today: -77,
  },
  moving: {
    what: "band error of the moving figure against bilinear, %",
    scenes: ["moving"],
    measure: ({ scrim }) => scrim.bandError,
    from: ({ raw }) => raw.bandError,
    most: -70,
    asserted: true,
    today: -73,
  },
  lag: {
    what: "frames that the waving hand's matte is later than the model's",
    scenes: ["waving"],
    measure: ({ scrim, raw }) => scrim.lag - raw.lag,
    most: 0.1,
    asserted: true,
    today: 0.05,
  },
  red: {
    what: "red beside a red figure before a grey wall, levels",
    scenes: ["red before grey"],
    measure: ({ colors }) => colors?.reddest ?? NaN,
    most: 2,
    asserted: true,
    today: 2,
  },
} as const satisfies Record<string, Target>;

/** What the measured scenes come to; NaN when none of them tells. */
export function reached(
  { scenes, measure, from }: Target,
  judgements: ReadonlyMap<SceneName, Judgement>,
): number {
  const measured = scenes.flatMap((name) => judgements.get(name) ?? [])
    .filter((judgement) => !Number.isNaN(measure(judgement)));
  if (measured.length === 0) return NaN;
  if (!from) return Math.max(...measured.map(measure));
  return 100 * (mean(measured.map(measure)) / mean(measured.map(from)) - 1);
}

/** Every target that scenes tell about, met or missed. */
export function judgeTargets(judgements: ReadonlyMap<SceneName, Judgement>): Group {
  const rows = Object.values<Target>(TARGETS).flatMap((target): Row[] => {
    const measured = reached(target, judgements);
    if (Number.isNaN(measured)) return [];
    const met = measured <= target.most;
    return [{
      name: `${met ? "met   " : "MISSED"} ${target.what}`,
      figures: { "at most": target.most, measured },
    }];
  });
  return { title: "targets", rows, notes: [] };
}

/** What tests hold Scrim to. */
export function boundOf({ asserted, most, today }: Target): number {
  return asserted ? most : today;
}
