/**
 * That a plugin takes what it needs before the first frame, and nothing after it.
 *
 * @module
 */
import { Bench } from "../bench.ts";
import { bufferBytes, settledHeapBytes } from "../heap.ts";
import { noise } from "../pixels.ts";
import type { Property } from "../property.ts";

const SIZE = { width: 64, height: 48 } as const;

/** Frames before anything is measured: most of the code is compiled by then. */
const WARM_UP = 1500;
/** Frames of a round after which memory is looked at. */
const [KEEPING, LEAVING] = [500, 50];
const [KEEPING_ROUNDS, LEAVING_ROUNDS] = [4, 16];
/** An object with one field and its place in an array are 40. A plugin that does nothing was seen to keep 8, by noise. */
const KEPT_BYTES = 16;

async function frames(bench: Bench, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const pending = bench.again();
    if (pending instanceof Promise) await pending;
  }
}

/** What a frame leaves to the garbage collector in array buffers. The lower quartile: compilers at work allocate, too. */
async function garbageOf(bench: Bench): Promise<number> {
  const grown: number[] = [];
  for (let last = bufferBytes(), round = 0; round < LEAVING_ROUNDS; round++) {
    await frames(bench, LEAVING);
    const now = bufferBytes();
    if (now > last) grown.push((now - last) / LEAVING); // else it was collected
    last = now;
  }
  return grown.sort((a, b) => a - b)[grown.length >> 2] ?? 0;
}

/**
 * What a frame leaves behind for ever: the second least of four rounds. Code that was compiled meanwhile stays, too, and is
 * now and then given up.
 */
async function keptOf(bench: Bench): Promise<number> {
  const rounds: number[] = [];
  for (let before = settledHeapBytes(), round = 0; round < KEEPING_ROUNDS; round++) {
    await frames(bench, KEEPING);
    const after = settledHeapBytes();
    rounds.push((after - before) / KEEPING);
    before = after;
  }
  return rounds.sort((a, b) => a - b)[1];
}

/** Some thousand frames, and memory looked at on the way. */
export const noGrowth: Property = {
  name: "takes no memory while frames run",
  async check(lab) {
    const [set] = lab.working;
    if (!set) return;
    {
      // The kernels' own scratch memory is taken once for every shape.
      await using first = await Bench.open(lab, set, SIZE);
      await frames(first, 2);
    }
    await using bench = await Bench.open(lab, set, SIZE);
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
        `allocates ${
          Math.round(garbage)
        } bytes of array buffers a frame, wanted at most ${lab.garbageBytes}`,
      );
    }
  },
};
