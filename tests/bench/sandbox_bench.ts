/**
 * What the sandbox costs a 720p frame: picture in, `process()`, picture out; back to back and at a camera's pace, where the
 * plugin's thread sleeps between frames. Each frame has just been written, as in the loop. Beside it what two copies of
 * the same picture take without a sandbox. `deno run -A tests/bench/sandbox_bench.ts`
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import type { Frame } from "../../core/media/frame.ts";
import type { RunningStage } from "../../core/plugin/handle.ts";
import { time, type Work } from "./measure.ts";
import { type Group, printBench } from "./table.ts";
import { jobOf, pluginCode, TestSandbox } from "../core/sandbox/sandboxed.ts";

const WIDTH = 1280;
const HEIGHT = 720;
const PER_TURN = 20;
const CAMERA_MS = 1000 / 30;
const COLOR = { matrix: "bt709", range: "limited" } as const;

const PLUGINS: Readonly<Record<string, string>> = {
  "in and out": `access: "in-place", format: "i420", process({ frame }) { frame.y.data[0] = 1; }`,
  "in only": `access: "read", format: "i420", process({ frame }) { frame.y.data[0]; }`,
};

function fill({ y, u, v }: Frame, value: number): void {
  for (const { data } of [y, u, v]) data.fill(value);
}

/** Jobs on a fresh frame each, so far apart. */
function jobs(
  job: (frame: Frame, into: Frame, number: number) => void | Promise<void>,
  everyMs: number,
): Work {
  const arena = new Arena();
  const [frame, into] = [arena.frame(WIDTH, HEIGHT, COLOR), arena.frame(WIDTH, HEIGHT, COLOR)];
  let number = 0;
  return async () => {
    const took: number[] = [];
    for (let i = 0; i < PER_TURN; i++) {
      fill(into, ++number);
      fill(frame, number);
      const start = performance.now();
      await job(frame, into, number);
      took.push(performance.now() - start);
      const rest = everyMs - (performance.now() - start);
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    }
    return took;
  };
}

function hop(
  stage: RunningStage,
): (frame: Frame, into: Frame, number: number) => void | Promise<void> {
  const call = { past: [], timestampMs: 0, nowMs: 0 };
  return (frame, into, sequence) => stage.process({ ...call, frame, into, sequence });
}

function twoCopies(frame: Frame, into: Frame): void {
  for (const key of ["y", "u", "v"] as const) into[key].data.set(frame[key].data);
  for (const key of ["y", "u", "v"] as const) frame[key].data.set(into[key].data);
}

/** Measures hops into the sandbox and copies in turn. */
export async function sandboxBench(): Promise<Group> {
  await using stack = new AsyncDisposableStack();
  const hops: { [name: string]: Parameters<typeof jobs>[0] } = { "two copies": twoCopies };
  for (const [name, code] of Object.entries(PLUGINS)) {
    const sandbox = stack.use(await TestSandbox.open(pluginCode(code)));
    hops[name] = hop(await sandbox.handle.start(jobOf({ width: WIDTH, height: HEIGHT })));
  }
  const works = Object.entries(hops).flatMap(([name, job]): [string, Work][] => [
    [`${name}, back to back`, jobs(job, 0)],
    [`${name}, 30 a second`, jobs(job, CAMERA_MS)],
  ]);
  const timings = await time(Object.fromEntries(works), { turns: 6 });
  const rows = Object.entries(timings).map(([name, { best, median, cpu }]) => ({
    name,
    figures: { "best ms": best, "median ms": median, "cpu ms": cpu },
  }));
  return { title: `the sandbox, ${WIDTH}x${HEIGHT}`, rows, notes: [] };
}

if (import.meta.main) await printBench(sandboxBench);
