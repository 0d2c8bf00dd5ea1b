/**
 * What inference costs: start-up, then milliseconds a frame as the loop sees them (messages included), at full speed and
 * at a camera's pace. `deno run -A tests/bench/infer_bench.ts [frames]`
 *
 * @module
 */
import { Arena } from "../../core/arena.ts";
import { startEngine } from "../../core/infer/engine.ts";
import type { SegmenterEngine } from "../../core/infer/engine.ts";
import { demoPictures } from "../quality/pictures.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";

const QUIET = { info: () => {}, warn: () => {}, debug: () => {} };
const WARM_UP = 60;
const CAMERA_MS = 1000 / 30;

/** The milliseconds of each of `frames` inferences that begin `everyMs` apart, or back to back. */
async function measure(
  engine: SegmenterEngine,
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

if (import.meta.main) {
  const frames = Number(Deno.args[0] ?? 300);
  for (const model of ["landscape", "general"] as const) {
    const start = performance.now();
    const arena = new Arena();
    await using engine = await startEngine(model, { arena, log: QUIET });
    console.log(`${model}: ready after ${(performance.now() - start).toFixed(0)} ms`);
    const kernels = await openWasmKernels(arena);
    for (const { frame } of demoPictures([0], { width: 1280, height: 720, arena })) {
      kernels.sample(frame, engine.input);
    }
    await measure(engine, { frames: WARM_UP, everyMs: 0 });
    console.log("  back to back", describe(await measure(engine, { frames, everyMs: 0 })));
    console.log("  30 a second ", describe(await measure(engine, { frames, everyMs: CAMERA_MS })));
  }
}
