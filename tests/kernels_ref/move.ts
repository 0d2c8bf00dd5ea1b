/** Label maps of another size, and planes moved by an affine map. @module */
import type { Plane } from "../../core/media/frame.ts";
import type { Affine } from "../../core/media/kernels.ts";
import { each, pixel } from "./layouts.ts";

export function refUpscaleLabels(labels: Plane, into: Plane): void {
  const nearest = (j: number, size: number, to: number) => Math.floor((j + 0.5) * size / to);
  each(into, (x, y) => {
    const column = nearest(x, labels.width, into.width);
    return pixel(labels, column, nearest(y, labels.height, into.height));
  });
}

const BITS = 32n;

/** Pixels as whole 1/2^32 of them. */
function fixed(pixels: number): bigint {
  return BigInt(Math.round(pixels * 2 ** 32));
}

/** Where output pixel `(x, y)` lies along one axis: the map in pixels, rounded coefficient by coefficient. */
function position([start, across, down]: number[]): (x: number, y: number) => bigint {
  const [first, right, below] = [fixed(start), fixed(across), fixed(down)];
  return (x, y) => first + BigInt(x) * right + BigInt(y) * below;
}

/** A place is rounded to 1/256 pixels, four pixels are weighted exactly, the sum is rounded to nearest. */
export function refWarp(
  plane: Plane,
  into: Plane,
  { moved, labels }: { moved: Affine; labels: boolean },
): void {
  const { data, stride, width, height } = plane;
  const [a, b, c, d, e, f] = moved;
  const [toX, toY] = [b * width / height, d * height / width];
  const column = position([(a + toX) / 2 + c * width - 0.5, a, toX]);
  const row = position([(toY + e) / 2 + f * height - 0.5, toY, e]);
  const value = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[y * stride + x];
  each(into, (i, j) => {
    const [x, y] = [column(i, j), row(i, j)];
    if (labels) {
      const half = 1n << (BITS - 1n);
      return value(Number((x + half) >> BITS), Number((y + half) >> BITS));
    }
    const fine = (place: bigint) => Number((place + (1n << (BITS - 9n))) >> (BITS - 8n));
    const [left, top] = [Math.floor(fine(x) / 256), Math.floor(fine(y) / 256)];
    const [right, down] = [fine(x) - left * 256, fine(y) - top * 256];
    const sum = value(left, top) * (256 - right) * (256 - down) +
      value(left + 1, top) * right * (256 - down) +
      value(left, top + 1) * (256 - right) * down +
      value(left + 1, top + 1) * right * down;
    return Math.floor((sum + 32768) / 65536);
  });
}
