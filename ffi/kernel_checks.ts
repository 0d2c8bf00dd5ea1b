/**
 * What is checked before a kernel sees a pointer: C gets no lengths, so a view that is too short must stop here.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import {
  type Colorimetry,
  type Frame,
  minStride,
  type Packed,
  packedSize,
  type Plane,
} from "../core/media/frame.ts";
import type { Edge, PixelRect } from "../core/media/kernels.ts";

/** `SCRIM_MAX_SIDE` and `SCRIM_MAX_STRIDE` of native/checks.h. */
const MAX_SIDE = 16384;
const MAX_STRIDE = MAX_SIDE * 8;

/** What every refusal throws: `Cannot {operation}: {what is wrong}`. */
export function refuse(operation: string, problem: string): never {
  throw new ScrimError(`Cannot ${operation}: ${problem}`, { code: "FORMAT" });
}

function sizeOk(size: number, most: number): boolean {
  return Number.isInteger(size) && size >= 1 && size <= most;
}

/** Throws unless all rows of the plane lie in its view. `part` is put behind the name. */
export function checkPlane(operation: string, name: string, plane: Plane, part = ""): void {
  const { data, stride, width, height } = plane;
  const fits = sizeOk(width, MAX_SIDE) && sizeOk(height, MAX_SIDE) && sizeOk(stride, MAX_STRIDE) &&
    stride >= width && data.length >= stride * (height - 1) + width;
  if (fits) return;
  refuse(
    operation,
    `${name}${part} is ${width}x${height}, stride ${stride}, in ${data.length} bytes; ` +
      `wanted 1..${MAX_SIDE} a side and room for every row`,
  );
}

/** Throws unless the three planes are there and have their sizes. Makes no text before something is wrong. */
export function checkFrame(operation: string, name: string, frame: Frame): void {
  const { y, u, v, width, height } = frame;
  checkPlane(operation, name, y, ".y");
  checkPlane(operation, name, u, ".u");
  checkPlane(operation, name, v, ".v");
  const halfWidth = (width + 1) >> 1;
  const halfHeight = (height + 1) >> 1;
  if (y.width !== width || y.height !== height) {
    refuse(operation, `${name}.y is ${y.width}x${y.height}, wanted ${width}x${height}`);
  }
  if (u.width !== halfWidth || u.height !== halfHeight) {
    refuse(operation, `${name}.u is ${u.width}x${u.height}, wanted ${halfWidth}x${halfHeight}`);
  }
  if (v.width !== halfWidth || v.height !== halfHeight) {
    refuse(operation, `${name}.v is ${v.width}x${v.height}, wanted ${halfWidth}x${halfHeight}`);
  }
}

/** An edge as one number, for kernels have as many parameters as can be. Throws unless it is one. */
export function edgeNumber(operation: string, { low, high }: Edge): number {
  if (Number.isInteger(low) && Number.isInteger(high) && low >= 0 && low < high && high <= 255) {
    return low + 256 * high;
  }
  return refuse(
    operation,
    `the edge is ${low}..${high}, wanted whole numbers in 0..255, one above the other`,
  );
}

/** A size as one number, for the same reason. It was checked before. */
export function sizeNumber({ width, height }: Sized): number {
  return width + 65536 * height;
}

/** Throws unless the whole picture lies in its view. */
export function checkPacked(operation: string, name: string, picture: Packed): void {
  const { layout, data, stride, width, height } = picture;
  const fits = sizeOk(width, MAX_SIDE) && sizeOk(height, MAX_SIDE) && sizeOk(stride, MAX_STRIDE) &&
    stride >= minStride(layout, width) && data.length >= packedSize(layout, height, stride);
  if (fits) return;
  refuse(
    operation,
    `${name} is ${width}x${height} ${layout}, stride ${stride}, in ${data.length} bytes; ` +
      `wanted 1..${MAX_SIDE} a side, stride ${minStride(layout, width)} or more, ` +
      `${packedSize(layout, height, stride)} bytes`,
  );
}

interface Sized {
  readonly width: number;
  readonly height: number;
}

/** Throws unless both have the same size. */
export function checkSameSize(operation: string, from: Sized, into: Sized): void {
  if (from.width === into.width && from.height === into.height) return;
  refuse(
    operation,
    `the destination is ${into.width}x${into.height}, wanted ${from.width}x${from.height}`,
  );
}

/** An even place, inside, and an end that is even or the picture's own: chroma pixels stay whole. */
function sideOk(start: number, size: number, whole: number): boolean {
  const end = start + size;
  return sizeOk(size, whole) && Number.isInteger(start) && start >= 0 && start % 2 === 0 &&
    end <= whole && (end % 2 === 0 || end === whole);
}

/** Throws unless the crop is a part of the picture that begins and ends between chroma pixels. */
export function checkCrop(operation: string, picture: Sized, crop: PixelRect): void {
  const { x, y, width, height } = crop;
  if (sideOk(x, width, picture.width) && sideOk(y, height, picture.height)) return;
  refuse(
    operation,
    `the crop is ${width}x${height} at ${x},${y}, wanted even numbers inside ` +
      `${picture.width}x${picture.height} (an odd size only at its right or lower border)`,
  );
}

/** Throws if `small` is larger than `large` on a side. */
export function checkNotLarger(operation: string, name: string, small: Sized, large: Sized): void {
  if (small.width <= large.width && small.height <= large.height) return;
  refuse(
    operation,
    `${name} is ${small.width}x${small.height}, wanted at most ${large.width}x${large.height}`,
  );
}

/** Throws unless both mean the same colours: nothing is converted silently. */
export function checkSameColor(operation: string, from: Colorimetry, into: Colorimetry): void {
  if (from.matrix === into.matrix && from.range === into.range) return;
  refuse(
    operation,
    `colours are ${from.matrix} ${from.range} and ${into.matrix} ${into.range}, wanted the same`,
  );
}
