/**
 * What inference costs as the loop sees it, messages to the worker included, beside the same model on the same frames in
 * Chromium: back to back, and at a camera's pace, where threads sleep in between.
 *
 *     deno run -A tests/bench/inference_bench.ts
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { startEngine } from "../../core/models/worker_engine.ts";
import type { Packed } from "../../core/media/frame.ts";
import type { LayerProvider } from "../../core/layers/layers.ts";
import type { LayerEngine } from "../../core/layers/engine.ts";
import { providersFor } from "../../core/layers/providers.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";
import { findChromium } from "../browser/chromium.ts";
import { demoPictures } from "../quality/pictures.ts";
import { HD, MODEL, nameOf, type Size } from "./frames.ts";
import { cpuMs, time, type Work } from "./measure.ts";
import { openBrowserModel } from "./peers/chromium.ts";
import { cpuMsOfTree } from "./proc.ts";
import { QUIET } from "./quiet.ts";
import { type Group, printBench, type Row } from "./table.ts";

/** Inferences in one turn. */
const PER_TURN = 15;
const CAMERA_MS = 1000 / 30;

/** Runs inferences that begin so far apart and gives the milliseconds of each. */
export type Series = (
  options: { frames: number; everyMs: number },
) => Promise<readonly number[]>;

/** A model at work, and the CPU time of the processes that it works in. */
export interface Contender extends AsyncDisposable {
  readonly infer: Series;
  readonly cpuMs: () => number;
}

/** Times models in turn, back to back and at a camera's pace. */
export async function timeModels(
  models: { readonly [name: string]: Contender },
): Promise<readonly Row[]> {
  const timed = async (everyMs: number, turns: number) => {
    const works = Object.entries(models).map(([name, { infer }]): [string, Work] => [
      name,
      () => infer({ frames: PER_TURN, everyMs }),
    ]);
    const clocks = Object.entries(models).map(([name, { cpuMs }]) => [name, cpuMs]);
    return await time(Object.fromEntries(works), { turns, clocks: Object.fromEntries(clocks) });
  };
  const fast = await timed(0, 8);
  const paced = await timed(CAMERA_MS, 4);
  return Object.keys(models).map((name) => ({
    name,
    figures: {
      "best ms": fast[name].best,
      "median ms": fast[name].median,
      "cpu ms": fast[name].cpu,
      "30/s best ms": paced[name].best,
      "30/s median ms": paced[name].median,
      "30/s cpu ms": paced[name].cpu,
    },
  }));
}

/** Frames of the demo figure, sampled into a model's input: what its bytes are then. */
async function pictures(input: Packed, arena: Arena): Promise<readonly Uint8Array[]> {
  const kernels = await openWasmKernels(arena);
  return Array.from(demoPictures([0, 30, 60, 90], { ...HD, arena }), ({ frame }) => {
    kernels.sample(frame, input);
    return new Uint8Array(input.data);
  });
}

/** An engine whose input lies in `arena`, shown the demo figure. */
export async function engineAtWork(engine: LayerEngine, arena: Arena): Promise<Contender> {
  const data = await pictures(engine.input, arena);
  let timestamp = 0;
  const infer: Series = async ({ frames, everyMs }) => {
    const took: number[] = [];
    for (let i = 0; i < frames; i++) {
      engine.input.data.set(data[i % data.length]);
      const start = performance.now();
      await engine.infer(timestamp += CAMERA_MS);
      took.push(performance.now() - start);
      const rest = everyMs - (performance.now() - start);
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    }
    return took;
  };
  return { infer, cpuMs, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

/** The landscape model, fed pictures of any size: MediaPipe shrinks larger ones, and upscales their masks. */
export async function scrimFed(size: Size): Promise<Contender> {
  const provider = providersFor(HD).find(({ id }) => id === "landscape");
  if (!provider) throw new Error("no landscape model");
  const shaped: LayerProvider = {
    ...provider,
    ...{ input: size, layers: [{ name: "person", kind: "mask", ...size }] },
  };
  const arena = new Arena();
  const engine = await startEngine(shaped, { layers: ["person"], arena, log: QUIET });
  return await engineAtWork(engine, arena);
}

async function chromiumFed(size: Size, chromium: string): Promise<Contender> {
  const arena = new Arena();
  const input = arena.packed("rgba", { ...size, color: { matrix: "bt601", range: "full" } });
  const page = await openBrowserModel({ ...size, data: await pictures(input, arena) }, chromium);
  return {
    infer: page.infer,
    cpuMs: () => cpuMsOfTree(page.pid),
    [Symbol.asyncDispose]: () => page[Symbol.asyncDispose](),
  };
}

/** Measures both sides; without Chromium says that it was left out. */
export async function inferenceBench(): Promise<Group> {
  await using stack = new AsyncDisposableStack();
  const notes = ["cpu: all threads of the process; of all Chromium's processes, in steps of 10 ms"];
  const models: { [name: string]: Contender } = {};
  for (const size of [MODEL, HD]) {
    models[`Scrim, fed ${nameOf(size)}`] = stack.use(await scrimFed(size));
  }
  const chromium = findChromium();
  for (const size of [MODEL, HD]) {
    if (!chromium) break;
    models[`Chromium, fed ${nameOf(size)}`] = stack.use(await chromiumFed(size, chromium));
  }
  if (!chromium) notes.push("Chromium was left out: not found");
  const rows = await timeModels(models);
  return { title: "inference, landscape model on the CPU", rows, notes };
}

if (import.meta.main) await printBench(inferenceBench);
