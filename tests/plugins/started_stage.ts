/** One plugin on frames of a test's own, with real kernels and a mask drawn by hand. */
import { Arena } from "../../core/arena.ts";
import { Chain, makeStage } from "../../core/chain.ts";
import type { Colorimetry, Frame, Plane } from "../../core/frame.ts";
import { makeHost } from "../../core/host.ts";
import { readCover } from "../../core/io/cover.ts";
import { MASK_EDGE } from "../../core/layers.ts";
import { plan } from "../../core/plan.ts";
import type { FilterPlugin } from "../../core/plugin.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";
import { MemoryLog } from "../fakes.ts";

export const COLOR: Colorimetry = { matrix: "bt601", range: "limited" };

/** A started plugin, its frame and its mask, both to be filled by the test. */
export interface StageUnderTest extends AsyncDisposable {
  readonly frame: Frame;
  /** At model size; 255 is the person. */
  readonly mask: Plane;
  run(): Promise<void>;
}

export async function startStage(
  plugin: FilterPlugin,
  options: { readonly [name: string]: unknown },
  size: { width: number; height: number } = { width: 320, height: 180 },
): Promise<StageUnderTest> {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  const { width, height } = size;
  const stage = makeStage(plugin, options, []);
  const shape = { width: 64, height: 36 };
  const made = plan([stage.answer], { ...size, fps: 30, input: "i420", output: "i420" }, [{
    id: "hand",
    model: "landscape",
    input: shape,
    layers: [{ name: "person", ...shape }],
    costMs: 1,
  }]);
  const frame = arena.frame(width, height, COLOR);
  const mask = arena.plane(shape.width, shape.height);
  const format = { ...size, fps: 30, color: COLOR };
  const signal = new AbortController().signal;
  const log = new MemoryLog();
  const host = makeHost(stage.id, { arena, kernels, format, log, signal, readImage: readCover });
  const layer = () => ({ ...mask, edge: MASK_EDGE });
  const chain = await Chain.init(
    { stages: [stage], plan: made, layer, host: () => host },
    (error) => {
      throw error;
    },
  );
  return {
    frame,
    mask,
    run: async () => {
      await chain.run(stage.id, { frame, into: frame }, { sequence: 0, timestampMs: 0 });
    },
    [Symbol.asyncDispose]: () => chain[Symbol.asyncDispose](),
  };
}

/** Fills a plane with one value, or with what a function says of each pixel. */
export function paint(plane: Plane, value: number | ((x: number, y: number) => number)): void {
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      plane.data[y * plane.stride + x] = typeof value === "number" ? value : value(x, y);
    }
  }
}

/** A pixel. */
export function at(plane: Plane, x: number, y: number): number {
  return plane.data[y * plane.stride + x];
}
