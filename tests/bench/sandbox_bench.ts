/**
 * What the wall costs a 720p frame: picture in, `process()`, picture out; back to back and at a camera's pace, where the
 * plugin's thread sleeps between frames. Each frame has just been written, as in the loop. Beside it what two copies of
 * the same picture take without a wall. `deno run -A tests/bench/sandbox_bench.ts [frames]`
 *
 * @module
 */
import { Arena } from "../../core/arena.ts";
import type { Frame } from "../../core/frame.ts";
import type { RunningStage } from "../../core/plugin_handle.ts";
import { jobOf, pluginCode, Wall } from "../core/sandbox/walled.ts";

const WIDTH = 1280;
const HEIGHT = 720;
const WARM_UP = 60;
const CAMERA_MS = 1000 / 30;
const COLOR = { matrix: "bt709", range: "limited" } as const;

const PLUGINS: Readonly<Record<string, string>> = {
  "in and out": `access: "in-place", format: "i420", process({ frame }) { frame.y.data[0] = 1; }`,
  "in only": `access: "read", format: "i420", process({ frame }) { frame.y.data[0]; }`,
};

function fill({ y, u, v }: Frame, value: number): void {
  for (const { data } of [y, u, v]) data.fill(value);
}

function quantiles(took: readonly number[]): string {
  const sorted = Float64Array.from(took).sort();
  const quantile = (q: number): string =>
    (sorted[Math.floor(q * (sorted.length - 1))] ?? NaN).toFixed(3);
  return `p50 ${quantile(0.5)} p95 ${quantile(0.95)} p99 ${quantile(0.99)} ms`;
}

/** Milliseconds of each of `frames` jobs on a fresh frame. */
async function measure(
  job: (frame: Frame, into: Frame, number: number) => void | Promise<void>,
  { frames, everyMs }: { frames: number; everyMs: number },
): Promise<readonly number[]> {
  const arena = new Arena();
  const [frame, into] = [arena.frame(WIDTH, HEIGHT, COLOR), arena.frame(WIDTH, HEIGHT, COLOR)];
  const took: number[] = [];
  for (let number = 0; number < WARM_UP + frames; number++) {
    fill(into, number);
    fill(frame, number);
    const start = performance.now();
    await job(frame, into, number);
    const ms = performance.now() - start;
    if (number >= WARM_UP) took.push(ms);
    const rest = everyMs - ms;
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  return took;
}

function hop(
  stage: RunningStage,
): (frame: Frame, into: Frame, number: number) => void | Promise<void> {
  const call = { past: [], timestampMs: 0 };
  return (frame, into, sequence) => stage.process({ ...call, frame, into, sequence });
}

function twoCopies(frame: Frame, into: Frame): void {
  for (const key of ["y", "u", "v"] as const) into[key].data.set(frame[key].data);
  for (const key of ["y", "u", "v"] as const) frame[key].data.set(into[key].data);
}

if (import.meta.main) {
  const frames = Number(Deno.args[0] ?? "300");
  for (const [pace, everyMs] of [["back to back", 0], ["30 a second", CAMERA_MS]] as const) {
    console.log(`${pace}:`);
    for (const [name, code] of Object.entries(PLUGINS)) {
      await using wall = await Wall.open(pluginCode(code));
      const stage = await wall.handle.start(jobOf({ width: WIDTH, height: HEIGHT }));
      console.log(`  ${name}: ${quantiles(await measure(hop(stage), { frames, everyMs }))}`);
    }
    console.log(`  two copies: ${quantiles(await measure(twoCopies, { frames, everyMs }))}`);
  }
}
