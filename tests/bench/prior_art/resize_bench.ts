/**
 * Who shrinks the frame for the model? linuxgreenscreen got from 17 to 12 ms by doing it itself instead of handing MediaPipe
 * the whole frame, which then also upscales the mask. `deno run -A tests/bench/prior_art/resize_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { HD, MODEL } from "../frames.ts";
import { type Contender, scrimFed } from "../inference_bench.ts";
import { time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";

/** Makes the model's picture from a 720p frame, then runs the model. */
async function fed(kind: "sampled" | "whole", model: Contender): Promise<Work> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const color = defaultColor(HD.height);
  const frame = arena.frame(HD.width, HD.height, color);
  const rgba = arena.packed("rgba", { ...(kind === "sampled" ? MODEL : HD), color });
  const prepare = kind === "sampled"
    ? () => kernels.sample(frame, rgba)
    : () => kernels.pack(frame, rgba);
  return async () => {
    const took: number[] = [];
    for (let i = 0; i < 10; i++) {
      const start = performance.now();
      prepare();
      const prepared = performance.now() - start;
      const [inference] = await model.infer({ frames: 1, everyMs: 0 });
      took.push(prepared + inference);
    }
    return took;
  };
}

/** Measures both ways, from a frame at 720p to a mask that a filter can use. */
export async function resizeBench(): Promise<Group> {
  await using sampled = await scrimFed(MODEL);
  await using whole = await scrimFed(HD);
  const timings = await time({
    "sample to 256x144, mask of 256x144": await fed("sampled", sampled),
    "the frame as RGBA, mask of 1280x720": await fed("whole", whole),
  }, { turns: 8 });
  return { title: "who shrinks the frame for the model", rows: timedRows(timings), notes: [] };
}

if (import.meta.main) await printBench(resizeBench);
