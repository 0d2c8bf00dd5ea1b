/**
 * Records the jobs of `tests/bench/kernels_bench.ts` on a tape, to count their instructions.
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { jobs } from "../../bench/kernels_bench.ts";
import { Tape } from "./tape.ts";

/** The size at which instructions are counted. */
export const SIZE = { width: 1280, height: 720 } as const;

/** Records each of these jobs once, labelled by its name; all jobs if none is named. */
export function jobTape(...names: readonly string[]): Uint8Array {
  const tape = new Tape();
  const arena = new Arena();
  using kernels = tape.kernels(arena);
  const all = jobs(kernels, arena, SIZE.width, SIZE.height);
  for (const name of names.length > 0 ? names : Object.keys(all)) {
    tape.label = name;
    all[name]();
  }
  return tape.bytes();
}
