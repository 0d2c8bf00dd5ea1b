/** Colour conversion in floating point, and kernels to compare with it. @module */
import { Arena } from "../../core/media/arena.ts";
import type { Colorimetry } from "../../core/media/frame.ts";
import type { Kernels } from "../../core/media/kernels.ts";
import { openNativeKernels } from "../../ffi/kernels.ts";

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

/** ITU-R BT.601 and BT.709, to RGB. */
export function rgbOf(y: number, u: number, v: number, { matrix, range }: Colorimetry): number[] {
  const [kr, kb] = matrix === "bt601" ? [0.299, 0.114] : [0.2126, 0.0722];
  const kg = 1 - kr - kb;
  const luma = range === "limited" ? (y - 16) / 219 : y / 255;
  const pb = (u - 128) / (range === "limited" ? 224 : 255);
  const pr = (v - 128) / (range === "limited" ? 224 : 255);
  const red = luma + 2 * (1 - kr) * pr;
  const blue = luma + 2 * (1 - kb) * pb;
  const green = (luma - kr * red - kb * blue) / kg;
  return [red, green, blue].map((value) => clamp(value * 255));
}

/** The reverse conversion, for RGB of 0..255. */
export function yuvOf(rgb: number[], { matrix, range }: Colorimetry): number[] {
  const [kr, kb] = matrix === "bt601" ? [0.299, 0.114] : [0.2126, 0.0722];
  const [r, g, b] = rgb.map((value) => value / 255);
  const luma = kr * r + (1 - kr - kb) * g + kb * b;
  const pb = (b - luma) / (2 * (1 - kb));
  const pr = (r - luma) / (2 * (1 - kr));
  return range === "limited"
    ? [16 + 219 * luma, 128 + 224 * pb, 128 + 224 * pr]
    : [255 * luma, 128 + 255 * pb, 128 + 255 * pr].map(clamp);
}

/** Native kernels with an arena of their own. */
export function setup(): { arena: Arena; kernels: Kernels } {
  const arena = new Arena();
  return { arena, kernels: openNativeKernels(arena) };
}
