/** Bilinear upscaling in the kernels' fixed point. @module */
import type { Plane } from "../../core/media/frame.ts";
import type { Edge } from "../../core/media/kernels.ts";
import { each, pixel } from "./layouts.ts";

/** A plane seen from an output of another size. All sizes are luma sizes; `count` is the plane's own. */
export interface Scale {
  plane: Plane;
  from: { width: number; height: number };
  to: { width: number; height: number };
}

interface Position {
  index: number;
  /** In 1/32768. */
  fraction: number;
}

/** Where output pixel `j` lies: pixel centres aligned, edges repeated. */
export function position(j: number, from: number, to: number, count: number): Position {
  const at = (2 * j + 1) * from - to;
  if (at <= 0) return { index: 0, fraction: 0 };
  const index = Math.floor(at / (2 * to));
  if (index >= count - 1) return { index: count - 1, fraction: 0 };
  return { index, fraction: Math.floor((at - index * 2 * to) * 32768 / (2 * to)) };
}

/** `value * fraction / 32768`, to nearest, halves up. */
export function part(value: number, fraction: number): number {
  return Math.floor((value * fraction + 16384) / 32768);
}

/** One output pixel: along the row to 6 fraction bits, then down the column, then to nearest. */
export function bilinear({ plane, from, to }: Scale, x: number, y: number): number {
  const across = position(x, from.width, to.width, plane.width);
  const down = position(y, from.height, to.height, plane.height);
  const inRow = (row: number): number => {
    const here = pixel(plane, across.index, row) * 64;
    const there = pixel(plane, across.index + 1, row) * 64;
    return here + part(there - here, across.fraction);
  };
  const upper = inRow(down.index);
  const lower = inRow(down.index + 1);
  return (upper + part(lower - upper, down.fraction) + 32) >> 6;
}

/** A mask's value with its edge; whole numbers as in the kernels, exact at both ends. */
export function withEdge(value: number, edge: Edge = { low: 0, high: 255 }): number {
  const span = edge.high - edge.low;
  const rest = Math.min(Math.max(value, edge.low), edge.high) - edge.low;
  return Math.floor(rest * Math.ceil(65280 / span) / 256);
}

export function refUpscale(mask: Plane, into: Plane, edge?: Edge): void {
  const scale = { plane: mask, from: mask, to: into };
  each(into, (x, y) => withEdge(bilinear(scale, x, y), edge));
}

/** Weights 1 4 6 4 1 both ways, to nearest. */
export function refSmooth(mask: Plane, into: Plane): void {
  const weights = [1, 4, 6, 4, 1];
  each(into, (x, y) => {
    let sum = 0;
    for (const [j, down] of weights.entries()) {
      for (const [i, across] of weights.entries()) {
        sum += down * across * pixel(mask, x + i - 2, y + j - 2);
      }
    }
    return Math.floor((sum + 128) / 256);
  });
}

/** The mask at chroma resolution is that of a mask twice as large, seen at every second place. */
export function maskScale(
  mask: Plane,
  to: { width: number; height: number },
  shift: number,
): Scale {
  return { plane: mask, from: { width: mask.width << shift, height: mask.height << shift }, to };
}
