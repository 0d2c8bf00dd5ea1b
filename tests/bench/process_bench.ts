/**
 * The whole of Scrim in a process of its own, measured from outside: a live camera's pictures at their pace to a virtual
 * camera that nobody watches.
 *
 *     deno run -A tests/bench/process_bench.ts
 *
 * @module
 */
import type { RunOptions } from "../../mod.ts";
import { FULL_HD, HD } from "./frames.ts";
import { quantile } from "./measure.ts";
import { type Film, Films } from "./process/film.ts";
import { watch } from "./process/watch.ts";
import { type Figures, type Group, printBench, type Row } from "./table.ts";

/** Until here the engine warms up; CPU time and latencies count afterwards. */
const MARK = 60;
const STRETCHES = 4;

/** Plays a film at a camera's pace and measures. */
export async function processFigures(
  film: Film,
  { run, fps = 30, stretches = STRETCHES }: {
    run: Partial<RunOptions>;
    fps?: number;
    stretches?: number;
  },
): Promise<Figures> {
  const frames = MARK * (stretches + 1);
  const { report, cpuMsPerFrame, residentBytes } = await watch({
    ...{ film, fps, frames, marks: MARK, run },
  });
  const { latenciesMs, summary } = report;
  const latencies = latenciesMs.slice(MARK);
  return {
    "best cpu ms": Math.min(...cpuMsPerFrame),
    "median cpu ms": quantile(cpuMsPerFrame, 0.5),
    "p50 ms": quantile(latencies, 0.5),
    "p99 ms": quantile(latencies, 0.99),
    "inferences a frame": summary.inferences / summary.frames.in,
    "dropped": report.droppedLater,
    "dropped at start": summary.frames.dropped - report.droppedLater,
    "RSS MB": residentBytes / 1e6,
  };
}

const CASES = [["blur", "moving"], ["blur", "still"], ["replace", "moving"]] as const;

/** Measures both chains, a scene that stands still, and a larger and faster camera. */
export async function processBench(): Promise<Group> {
  using films = new Films();
  const rows: Row[] = [];
  for (const [plugin, kind] of CASES) {
    const figures = await processFigures(await films.get(kind), { run: { plugins: [plugin] } });
    rows.push({ name: `${plugin}, 720p at 30/s, ${kind}`, figures });
  }
  const large = await films.get("moving", FULL_HD, 30);
  const options = { run: { plugins: ["blur"] }, fps: 60 };
  rows.push({ name: "blur, 1080p at 60/s, moving", figures: await processFigures(large, options) });
  const notes = [
    "cpu: a frame's user and system time of the whole process after frame 60, in stretches of 60",
    "latencies and dropped frames after frame 60; still: with sensor noise; RSS: without the film",
  ];
  return { title: "processes", rows, notes };
}

/** How long users wait for the first filtered picture: the whole process, everything in caches. */
export async function startBench(): Promise<Group> {
  using films = new Films();
  const film = await films.get("moving", HD, 2);
  const took: number[] = [];
  for (let start = 0; start < 5; start++) {
    const order = { film, fps: 30, frames: 2, marks: MARK, run: { plugins: ["blur"] } };
    took.push((await watch(order)).firstPictureMs);
  }
  const figures = { "best ms": Math.min(...took), "median ms": quantile(took, 0.5) };
  const notes = ["from the start of the process to the first filtered picture, packages cached"];
  return { title: "start", rows: [{ name: "blur, 720p", figures }], notes };
}

if (import.meta.main) {
  await printBench(processBench);
  await printBench(startBench);
}
