/**
 * A thread that grabs frames all the time, or a loop that takes the newest when it is ready for one? The argument of issue 20
 * and of the GPU video stream. `deno run -A tests/bench/prior_art/grabbing_bench.ts`
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import { defaultColor, type Packed } from "../../../core/media/frame.ts";
import { buildsHere, openBuild } from "../builds.ts";
import { HD } from "../frames.ts";
import { cpuMs, quantile } from "../measure.ts";
import { type Figures, type Group, printBench, type Row } from "../table.ts";
import { Grabber, now } from "./grabber.ts";

const FRAMES = 90;
const PERIOD_MS = 1000 / 30;
/** How long the filters and the model take; they work in other threads, so this one may sleep. */
const WORKS_MS = [0.6 * PERIOD_MS, 1.3 * PERIOD_MS] as const;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The number of the newest frame after `last`, once there is one, and where its bytes are. */
type Newest = (last: number) => Promise<readonly [number: number, picture: Packed]>;

/** Takes frames, works, and tells how old they were when planes were taken of them. */
async function play(newest: Newest, startMs: number, workMs: number): Promise<Figures> {
  const arena = new Arena();
  const kernels = await openBuild(buildsHere()[0], arena);
  const frame = arena.frame(HD.width, HD.height, defaultColor(HD.height));
  const ages: number[] = [];
  const before = cpuMs();
  for (let last = -1; last < FRAMES;) {
    const [number, picture] = await newest(last);
    kernels.unpack(picture, frame);
    ages.push(now() - startMs - number * PERIOD_MS);
    last = number;
    await sleep(workMs);
  }
  const cpu = (cpuMs() - before) / ages.length;
  return {
    ...{ "age p50 ms": quantile(ages, 0.5), "age p99 ms": quantile(ages, 0.99) },
    ...{ "cpu ms": cpu, "frames shown": ages.length },
  };
}

/** Both ways, with work shorter and longer than a period. */
export async function grabbingBench(): Promise<Group> {
  const arena = new Arena();
  const picture = () => arena.packed("yuyv", { ...HD, color: defaultColor(HD.height) });
  const camera = picture();
  const rows: Row[] = [];
  for (const workMs of WORKS_MS) {
    const name = `work of ${(workMs / PERIOD_MS).toFixed(1)} periods`;
    let startMs = now();
    const inPlace: Newest = async (last) => {
      const due = (last + 1) * PERIOD_MS + startMs;
      if (due > now()) await sleep(due - now());
      return [Math.max(last + 1, Math.floor((now() - startMs) / PERIOD_MS)), camera];
    };
    const figures = await play(inPlace, startMs, workMs);
    rows.push({ name: `the newest when ready, ${name}`, figures });
    using grabber = new Grabber([picture(), picture()]);
    await sleep(200); // until it listens
    startMs = now();
    grabber.start(camera, { startMs, periodMs: PERIOD_MS });
    const theirs = await play((last) => grabber.newest(last), startMs, workMs);
    rows.push({ name: `a grabbing thread, ${name}`, figures: theirs });
  }
  return { title: "who takes frames from the camera, 1280x720 at 30/s", rows, notes: [] };
}

if (import.meta.main) await printBench(grabbingBench);
