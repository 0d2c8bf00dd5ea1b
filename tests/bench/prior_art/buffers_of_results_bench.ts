/**
 * Where a result goes: over the input, into a second buffer that is used again, or into new memory each time. Half of
 * linuxgreenscreen's story is about `dst=`. `deno run -A tests/bench/prior_art/buffers_of_results_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor, type Frame } from "../../../core/media/frame.ts";
import { i420View } from "../../../core/io/i420_view.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { demoMask, fillWithNoise, HD, MODEL, UHD } from "../frames.ts";
import { calls, time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** A frame in memory that nobody has used before. */
function newFrame({ width, height, color }: Frame): Frame {
  const data = new Uint8Array(width * height * 3 / 2);
  return i420View({ layout: "i420", data, stride: width, width, height, color });
}

/** Composition at 720p and 4K, in all three ways. */
export async function buffersOfResultsBench(): Promise<Group> {
  const works: { [name: string]: Work } = {};
  for (const { width, height } of [HD, UHD]) {
    const arena = new Arena();
    const kernels = await openBuild(buildsHere()[0], arena);
    const color = defaultColor(height);
    const [frame, other] = [arena.frame(width, height, color), arena.frame(width, height, color)];
    const background = arena.frame(width >> 2, height >> 2, color);
    const mask = arena.plane(MODEL.width, MODEL.height);
    mask.data.set(demoMask(0));
    for (const { data } of [frame.y, frame.u, frame.v]) fillWithNoise(data);
    const job = { foreground: frame, background, mask };
    const into = (result: () => Frame) =>
      calls(() => kernels.composite({ ...job, into: result() }));
    works[`${height} rows, in place`] = into(() => frame);
    works[`${height} rows, a second buffer`] = into(() => other);
    works[`${height} rows, new memory each time`] = into(() => newFrame(frame));
  }
  return {
    title: "where a result goes (composite)",
    rows: timedRows(await time(works), 3),
    notes: [],
  };
}

if (import.meta.main) await printBench(buffersOfResultsBench);
