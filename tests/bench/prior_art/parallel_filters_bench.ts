/**
 * Two filters of one frame in two threads: "it could be interesting to parallelize filters, especially blur" (allo-). Only
 * filters that do not read each other's result can; here the background's blur and a composition of another picture.
 * `deno run -A tests/bench/prior_art/parallel_filters_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import type { Blur } from "../../../core/media/kernels.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { demoMask, fillWithNoise, HD, MODEL } from "../frames.ts";
import { calls, time } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";
import { Helper, type Job, makeDoer } from "./helper.ts";

/** One after the other, and both at once. */
export async function parallelFiltersBench(): Promise<Group> {
  const { width, height } = HD;
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const color = defaultColor(height);
  const [source, other, into] = [0, 1, 2].map(() => arena.frame(width, height, color));
  const mask = arena.plane(MODEL.width, MODEL.height);
  mask.data.set(demoMask(0));
  for (const { data } of [source.y, other.y]) fillWithNoise(data);
  const size = kernels.blurSize(width, height, 12);
  const blurred = arena.frame(size.width, size.height, color);
  const blur: Job = {
    blur: { source, except: mask, sigmaPx: 12, into: blurred } satisfies Blur,
  };
  const composite: Job = { composite: { foreground: source, background: other, mask, into } };
  const doJob = await makeDoer();
  using helper = await Helper.start(blur);
  const timings = await time({
    "one after the other": calls(() => {
      doJob(blur);
      doJob(composite);
    }),
    "in two threads": calls(() => {
      helper.begin();
      doJob(composite);
      helper.finish();
    }),
  });
  return { title: "two filters at once, 1280x720", rows: timedRows(timings), notes: [] };
}

if (import.meta.main) await printBench(parallelFiltersBench);
