/** One plugin on frames of a test's own, with real kernels and a mask drawn by hand. */
import { Arena } from "../../core/media/arena.ts";
import type { Colorimetry, Frame, Plane } from "../../core/media/frame.ts";
import { inProcess } from "../../core/plugin/in_process.ts";
import { readPicture } from "../../core/io/image/picture.ts";
import { LiveMask } from "../../core/masks/mask_controls.ts";
import type { FilterPlugin } from "../../core/plugin.ts";
import { makeStage } from "../../core/plugin/stage.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";
import { MemoryLog } from "../fakes.ts";

export const COLOR: Colorimetry = { matrix: "bt601", range: "limited" };

/** A started plugin, its frame and its mask, both to be filled by the test. */
export interface StageUnderTest extends AsyncDisposable {
  readonly frame: Frame;
  /** At model size; 255 is the person. */
  readonly mask: Plane;
  /** Smooths the mask as the pipeline does with what a model gives. */
  smooth(): void;
  run(): Promise<void>;
}

export async function startStage(
  plugin: FilterPlugin,
  options: { readonly [name: string]: unknown },
  size: { width: number; height: number } = { width: 320, height: 180 },
  maskSize: { width: number; height: number } = { width: 64, height: 36 },
): Promise<StageUnderTest> {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  const { width, height } = size;
  const stage = await makeStage(inProcess(plugin.name, plugin), options, plugin.name);
  const frame = arena.frame(width, height, COLOR);
  const mask = arena.plane(maskSize.width, maskSize.height);
  const soft = arena.plane(maskSize.width, maskSize.height);
  const running = await stage.handle.start({
    id: stage.id,
    options: stage.options,
    layers: { person: { ...mask, edge: new LiveMask().softEdge, ageMs: 0, approximate: false } },
    history: 0,
    parts: {
      ...{ arena, kernels, log: new MemoryLog(), signal: new AbortController().signal },
      format: { ...size, fps: 30, color: COLOR },
      readImage: (path, wanted) => readPicture(path, wanted),
      readFile: (path) => Deno.readFile(path),
    },
  });
  return {
    frame,
    mask,
    smooth: () => {
      kernels.smooth(mask, soft);
      mask.data.set(soft.data);
    },
    run: async () => {
      await running.process({
        frame,
        into: frame,
        past: [],
        sequence: 0,
        timestampMs: 0,
        nowMs: 0,
      });
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
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
