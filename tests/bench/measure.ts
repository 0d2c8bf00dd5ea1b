/**
 * How everything here is timed. Other programs disturb a measurement and only ever make it longer, so the best of many
 * short runs is what the code costs; the median says how quiet the machine was. Works that are compared take turns, so
 * that whatever disturbs meets all of them.
 *
 * @module
 */
import process from "node:process";

/** What one piece of work took, in milliseconds. */
export interface Timing {
  /** The shortest of all. */
  readonly best: number;
  /** Half of them took no longer. */
  readonly median: number;
  /** User and system time of the whole process, all threads, divided by the pieces. */
  readonly cpu: number;
}

/** Does some pieces of work and gives the milliseconds that each took. */
export type Work = () => readonly number[] | Promise<readonly number[]>;

/** A call that is a piece of work. */
export function calls(call: () => void): () => readonly number[] {
  return () => {
    const took: number[] = [];
    const until = performance.now() + VISIT_MS;
    do {
      const start = performance.now();
      call();
      took.push(performance.now() - start);
    } while (performance.now() < until);
    return took;
  };
}

/** How long a work keeps its turn. */
const VISIT_MS = 4;
/** Rounds before the first that counts: code is compiled and memory touched for the first time. */
const WARM_UPS = 2;

/** User and system time that this process has used, in milliseconds. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The duration that `share` (0..1) of the durations do not exceed; `NaN` of none. */
export function quantile(durations: readonly number[], share: number): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * (sorted.length - 1))] ?? NaN;
}

/**
 * Times works in turn.
 *
 * @param options.turns how often each has its turn. Default 15
 * @param options.clocks tells the CPU time of works that other processes do. Default: that of this one
 */
export async function time<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { turns = 15, clocks = {} }: {
    turns?: number;
    clocks?: { readonly [name: string]: () => number };
  } = {},
): Promise<Readonly<Record<Name, Timing>>> {
  const named = (Object.keys(works) as Name[]).map((name) => ({
    ...{ name, work: works[name], clock: clocks[name] ?? cpuMs, cpu: 0 },
    took: [] as number[],
  }));
  for (let turn = -WARM_UPS; turn < turns; turn++) {
    for (const one of named) {
      const before = one.clock();
      const pending = one.work();
      const took = pending instanceof Promise ? await pending : pending;
      if (turn < 0) continue;
      one.cpu += one.clock() - before;
      one.took.push(...took);
    }
  }
  const timings = named.map(({ name, took, cpu }) => [name, {
    best: Math.min(...took),
    median: quantile(took, 0.5),
    cpu: cpu / took.length,
  }]);
  return Object.fromEntries(timings);
}

/** Times one work. */
export async function timeOne(work: Work, options?: { turns?: number }): Promise<Timing> {
  return (await time({ work }, options)).work;
}

/** What copying so many bytes takes at best: the measure for everything that touches them. */
export async function copyMs(bytes: number): Promise<number> {
  const from = new Uint8Array(bytes).fill(1);
  const into = new Uint8Array(bytes);
  return (await timeOne(calls(() => into.set(from)))).best;
}
