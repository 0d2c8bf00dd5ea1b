/**
 * How a plugin begins, goes on and ends.
 *
 * @module
 */
import { Bench } from "../bench.ts";
import type { Lab, OptionSet } from "../lab.ts";
import { difference, noise } from "../pixels.ts";
import { type Property, SIZES, TINY } from "../property.ts";

const SIZE = SIZES[0];

/** The results of a few pictures, begun anew. */
async function results(lab: Lab, set: OptionSet): Promise<readonly Uint8Array[]> {
  await using bench = await Bench.open(lab, set, SIZE);
  const shown: Uint8Array[] = [];
  for (let seed = 1; seed <= 3; seed++) shown.push(await bench.show(noise(bench.shape, seed)));
  return shown;
}

const repeats: Property = {
  name: "gives the same pictures for the same pictures after dispose() and init()",
  async check(lab) {
    for (const set of lab.working) {
      const [before, after] = [await results(lab, set), await results(lab, set)];
      await using bench = await Bench.open(lab, set, SIZE);
      for (const [i, wanted] of before.entries()) {
        const other = difference(bench.shape, [after[i], wanted]);
        if (other) throw bench.broken(`gives another picture ${i + 1} when begun anew: ${other}`);
      }
    }
  },
};

const apart: Property = {
  name: "keeps its uses apart: another one beside it, begun and ended, changes nothing",
  async check(lab) {
    const [set] = lab.working;
    if (!set) return;
    const alone = await results(lab, set);
    await using bench = await Bench.open(lab, set, SIZE);
    const { shape } = bench;
    const check = async (index: number): Promise<void> => {
      const shown = await bench.show(noise(shape, index + 1));
      const other = difference(shape, [shown, alone[index]]);
      if (other) throw bench.broken(`is disturbed by another use of itself: ${other}`);
    };
    await using beside = await Bench.open(lab, lab.working.at(-1) ?? set, TINY);
    await check(0);
    await beside.show(noise(beside.shape, 7));
    await check(1);
    await beside[Symbol.asyncDispose]();
    await check(2);
  },
};

/** An `init()` that ignores the signal may take this much longer than it took undisturbed. */
const PATIENCE_MS = 2000;

const ends: Property = {
  name: "ends init() when Scrim stops meanwhile",
  applies: ({ init }) => init !== undefined,
  async check(lab) {
    const [set] = lab.working;
    if (!set) return;
    const start = performance.now();
    await (await Bench.open(lab, set, SIZE))[Symbol.asyncDispose]();
    const usualMs = performance.now() - start;
    const stopped = AbortSignal.abort(new DOMException("Scrim stops", "AbortError"));
    const opening = Bench.open(lab, set, { ...SIZE, signal: stopped }).then(
      (bench) => bench[Symbol.asyncDispose](),
      () => {}, // to give up is right, too
    );
    const { promise: late, resolve } = Promise.withResolvers<"late">();
    const timer = setTimeout(resolve, PATIENCE_MS + 4 * usualMs, "late");
    const result = await Promise.race([opening, late]);
    clearTimeout(timer);
    if (result !== "late") return;
    await using bench = await Bench.open(lab, set, SIZE);
    throw bench.broken("goes on with init() although host.signal is aborted");
  },
};

/** Promises about time. */
export const lifecycleProperties: readonly Property[] = [repeats, apart, ends];
