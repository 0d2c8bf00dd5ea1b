/**
 * How a plugin begins, goes on and ends.
 *
 * @module
 */
import { Bench } from "../bench.ts";
import { heapBytes, settledHeapBytes } from "../heap.ts";
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
    const [set] = lab.sets;
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

const WARM_UP = 600;
const FRAMES = 2000;
const WINDOW = 50;
/** One number a frame, pushed to an array that is never emptied, is more. */
const KEPT_BYTES = 6;

async function frames(bench: Bench, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const pending = bench.again();
    if (pending instanceof Promise) await pending;
  }
}

/** What a frame leaves to the garbage collector. The lower quartile: compilers that are still at work allocate, too. */
async function garbageOf(bench: Bench): Promise<number> {
  const grown: number[] = [];
  for (let last = heapBytes(), shown = 0; shown < FRAMES / 2; shown += WINDOW) {
    await frames(bench, WINDOW);
    const now = heapBytes();
    if (now > last) grown.push((now - last) / WINDOW); // else it was collected
    last = now;
  }
  return grown.sort((a, b) => a - b)[grown.length >> 2] ?? 0;
}

/** What a frame leaves behind for ever: the least of three rounds, because code that was compiled meanwhile stays, too. */
async function keptOf(bench: Bench): Promise<number> {
  const rounds: number[] = [];
  for (let before = settledHeapBytes(), round = 0; round < 3; round++) {
    await frames(bench, FRAMES / 4);
    const after = settledHeapBytes();
    rounds.push((after - before) / (FRAMES / 4));
    before = after;
  }
  return Math.min(...rounds);
}

const noGrowth: Property = {
  name: "takes no memory while frames run",
  async check(lab) {
    const [set] = lab.working;
    if (!set) return;
    const size = { width: 64, height: 48 };
    {
      // The kernels' own scratch memory is taken once for every shape.
      await using first = await Bench.open(lab, set, size);
      await frames(first, 2);
    }
    await using bench = await Bench.open(lab, set, size);
    const { buffers } = lab.arena;
    for (let seed = 1; seed <= 3; seed++) await bench.show(noise(bench.shape, seed));
    await frames(bench, WARM_UP);
    const kept = await keptOf(bench);
    const garbage = await garbageOf(bench);
    const more = lab.arena.buffers - buffers;
    if (more > 0) throw bench.broken(`takes ${more} buffers of the host while frames run`);
    if (kept > KEPT_BYTES) {
      throw bench.broken(`keeps ${Math.round(kept)} bytes of every frame for ever`);
    }
    if (garbage > lab.garbageBytes) {
      throw bench.broken(
        `allocates ${Math.round(garbage)} bytes a frame, wanted at most ${lab.garbageBytes}`,
      );
    }
  },
};

/** Promises about time. */
export const lifecycleProperties: readonly Property[] = [repeats, apart, ends, noGrowth];
