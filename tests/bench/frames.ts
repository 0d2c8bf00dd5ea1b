/**
 * Pictures to measure with: the demo figure as a camera would send it, with the mask that a model would find.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import type { Packed } from "../../core/media/frame.ts";
import { demoAlpha } from "../../core/io/demo/scene.ts";
import { openWasmKernels } from "../../ffi/kernels.ts";
import { demoPictures } from "../quality/pictures.ts";

/** Pixels, wide and high. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const HD: Size = { width: 1280, height: 720 };
export const FULL_HD: Size = { width: 1920, height: 1080 };
export const UHD: Size = { width: 3840, height: 2160 };
/** What the landscape model takes and gives. */
export const MODEL: Size = { width: 256, height: 144 };

/** `1280x720`. */
export const nameOf = ({ width, height }: Size): string => `${width}x${height}`;

/** Frames of the demo figure, as a camera sends them. */
export async function demoFrames(
  numbers: readonly number[],
  { width, height }: Size,
): Promise<readonly Packed[]> {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  return Array.from(demoPictures(numbers, { width, height, arena }), ({ frame }) => {
    const packed = arena.packed("yuyv", { width, height, color: frame.color });
    kernels.pack(frame, packed);
    return packed;
  });
}

/** The figure's exact alpha, averaged to the size of the model's mask. */
export function demoMask(number: number): Uint8Array {
  const alpha = demoAlpha(number, HD.width, HD.height);
  const mask = new Uint8Array(MODEL.width * MODEL.height);
  const scale = HD.width / MODEL.width;
  for (let at = 0; at < mask.length; at++) {
    const [x, y] = [at % MODEL.width * scale, Math.floor(at / MODEL.width) * scale];
    let sum = 0;
    for (let row = y; row < y + scale; row++) {
      for (let column = x; column < x + scale; column++) sum += alpha[row * HD.width + column];
    }
    mask[at] = Math.round(sum / (scale * scale));
  }
  return mask;
}

/** Bytes without any pattern. */
export function fillWithNoise(bytes: Uint8Array): void {
  let state = 1;
  for (let i = 0; i < bytes.length; i++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
}
