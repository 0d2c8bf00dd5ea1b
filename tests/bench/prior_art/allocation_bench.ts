/**
 * What new memory costs, by size: taking it and writing it once, against writing memory that is there. Whoever allocates a
 * frame at a time pays this at every step. `deno run -A tests/bench/prior_art/allocation_bench.ts`
 *
 * @module
 */
import { calls, time } from "../measure.ts";
import { type Group, printBench, type Row } from "../table.ts";

const KIB = 1024;
/** A mask, a small frame, 720p and 1080p and 4K frames in YUYV. */
const SIZES = [36 * KIB, 256 * KIB, 1800 * KIB, 4050 * KIB, 16_200 * KIB] as const;

/** Measures all sizes. */
export async function allocationBench(): Promise<Group> {
  const rows: Row[] = [];
  for (const bytes of SIZES) {
    const kept = new Uint8Array(bytes);
    const { reused, taken } = await time({
      reused: calls(() => kept.fill(1)),
      taken: calls(() => new Uint8Array(bytes).fill(1)),
    });
    const figures = {
      "kept: best ms": reused.best,
      "kept: cpu ms": reused.cpu,
      "new: best ms": taken.best,
      "new: median ms": taken.median,
      "new: cpu ms": taken.cpu,
      "cpu new / kept": taken.cpu / reused.cpu,
    };
    rows.push({ name: `${bytes / KIB} KiB`, figures });
  }
  return {
    title: "memory that is kept or new",
    rows,
    notes: ["cpu: with the collector's threads"],
  };
}

if (import.meta.main) await printBench(allocationBench);
