/**
 * What inference costs: start-up, then milliseconds a frame as the loop sees them (messages included), at full speed and
 * at a camera's pace, and the memory of the whole process. `deno run -A tests/bench/infer_bench.ts [frames [case]]`
 *
 * @module
 */
import { Arena } from "../../core/arena.ts";
import { startEngine } from "../../core/infer/engine.ts";
import { BODY_PARTS, KEYPOINTS } from "../../core/layer_names.ts";
import type { LayerEngine } from "../../core/ports.ts";
import { providersFor } from "../../core/providers.ts";
import { demoPictures } from "../quality/pictures.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";

const QUIET = { info: () => {}, warn: () => {}, debug: () => {} };
const WARM_UP = 60;
const CAMERA_MS = 1000 / 30;

/** The milliseconds of each of `frames` inferences that begin `everyMs` apart, or back to back. */
async function measure(
  engine: LayerEngine,
  { frames, everyMs }: { frames: number; everyMs: number },
): Promise<Float64Array> {
  const took = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    const start = performance.now();
    await engine.infer(start);
    took[i] = performance.now() - start;
    const rest = everyMs - (performance.now() - start);
    if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
  }
  return took.sort();
}

function describe(took: Float64Array): string {
  const quantile = (q: number): string =>
    (took[Math.floor(q * (took.length - 1))] ?? NaN).toFixed(2);
  return `p50 ${quantile(0.5)} p95 ${quantile(0.95)} max ${quantile(1)} ms`;
}

/** What to measure: a provider and its layers. */
const CASES: Readonly<Record<string, readonly [provider: string, layers: readonly string[]]>> = {
  landscape: ["landscape", ["person"]],
  general: ["general", ["person"]],
  "one heatmap": ["heatmaps", ["heatmaps/nose"]],
  "33 heatmaps": ["heatmaps", KEYPOINTS.map((name) => `heatmaps/${name}`)],
  landmarks: ["pose", ["landmarks"]],
  "landmarks, person": ["pose", ["landmarks", "person"]],
  "body parts": ["pose", ["parts"]],
  "all of pose": [
    "pose",
    ["landmarks", "person", "parts", ...BODY_PARTS.map((name) => `parts/${name}`)],
  ],
};

async function run(name: string, frames: number): Promise<void> {
  const [id, layers] = CASES[name];
  const model = id === "general" ? id : undefined;
  const provider = providersFor({ width: 1280, height: 720 }, model).find((one) => one.id === id);
  if (!provider) throw new Error(`no provider ${id}`);
  const start = performance.now();
  const arena = new Arena();
  await using engine = await startEngine(provider, { layers, arena, log: QUIET });
  const ready = performance.now() - start;
  const kernels = await openWasmKernels(arena);
  for (const { frame } of demoPictures([60], { width: 1280, height: 720, arena })) {
    kernels.sample(frame, engine.input);
  }
  await measure(engine, { frames: WARM_UP, everyMs: 0 });
  console.log(`${name}: ready after ${ready.toFixed(0)} ms`);
  console.log("  back to back", describe(await measure(engine, { frames, everyMs: 0 })));
  console.log("  30 a second ", describe(await measure(engine, { frames, everyMs: CAMERA_MS })));
  console.log("  process     ", (Deno.memoryUsage().rss / 1e6).toFixed(0), "MB");
}

if (import.meta.main) {
  const [frames = "300", ...only] = Deno.args;
  for (const name of only.length > 0 ? only : Object.keys(CASES)) await run(name, Number(frames));
}
