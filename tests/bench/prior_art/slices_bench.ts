/**
 * A frame's halves in two threads. The person of picamera2's issue 740 got more frames by copying slices in four processes,
 * "at the expense of an insane CPU usage". `deno run -A tests/bench/prior_art/slices_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor } from "../../../core/media/frame.ts";
import { demoMask, fillWithNoise, HD, MODEL, type Size, UHD } from "../frames.ts";
import { calls, time, type Work } from "../measure.ts";
import { type Group, printBench, timedRows } from "../table.ts";
import { bandOf, rowsOf } from "./bands.ts";
import { Helper, type Job, makeDoer } from "./helper.ts";

/** One job alone, and its halves in two threads. */
async function works(
  name: string,
  { whole, halves }: { whole: Job; halves: readonly [Job, Job] },
  stack: DisposableStack,
): Promise<{ [name: string]: Work }> {
  const doJob = await makeDoer();
  const helper = stack.use(await Helper.start(halves[1]));
  return {
    [`${name}, one thread`]: calls(() => doJob(whole)),
    [`${name}, two threads`]: calls(() => {
      helper.begin();
      doJob(halves[0]);
      helper.finish();
    }),
  };
}

function copyJobs(arena: Arena, bytes: number): { whole: Job; halves: [Job, Job] } {
  const [from, into] = [arena.bytes(bytes), arena.bytes(bytes)];
  const part = (start: number): Job => ({
    from: from.subarray(start, start + bytes / 2),
    into: into.subarray(start, start + bytes / 2),
  });
  return { whole: { from, into }, halves: [part(0), part(bytes / 2)] };
}

function compositeJobs(arena: Arena, { width, height }: Size): { whole: Job; halves: [Job, Job] } {
  const color = defaultColor(height);
  const [foreground, background] = [0, 1].map(() => arena.frame(width, height, color));
  const mask = arena.plane(MODEL.width, MODEL.height);
  mask.data.set(demoMask(0));
  for (const { data } of [foreground.y, background.y]) fillWithNoise(data);
  const job = { foreground, background, mask, into: foreground };
  const half = (index: number): Job => {
    const band = bandOf(foreground, index * height / 2, height / 2);
    const behind = bandOf(background, index * height / 2, height / 2);
    const masked = rowsOf(mask, index * MODEL.height / 2, MODEL.height / 2);
    return { composite: { foreground: band, background: behind, mask: masked, into: band } };
  };
  return { whole: { composite: job }, halves: [half(0), half(1)] };
}

/** Copies and compositions at 720p and 4K. */
export async function slicesBench(): Promise<Group> {
  using stack = new DisposableStack();
  const all: { [name: string]: Work } = {};
  for (const size of [HD, UHD]) {
    const arena = new Arena();
    const copy = copyJobs(arena, size.width * size.height * 2);
    Object.assign(all, await works(`copy, ${size.height} rows`, copy, stack));
    const composite = compositeJobs(arena, size);
    Object.assign(all, await works(`composite, ${size.height} rows`, composite, stack));
  }
  return { title: "halves in two threads", rows: timedRows(await time(all), 2), notes: [] };
}

if (import.meta.main) await printBench(slicesBench);
