/** Layouts of packed pictures, byte by byte. @module */
import { type Frame, minStride, type Packed, type Plane } from "../../core/media/frame.ts";
import type { PixelRect } from "../../core/media/kernels.ts";
import { refPackRgb } from "./color.ts";

/** A pixel; outside of the plane the nearest one. */
export function pixel(plane: Plane, x: number, y: number): number {
  const column = Math.max(0, Math.min(plane.width - 1, x));
  const row = Math.max(0, Math.min(plane.height - 1, y));
  return plane.data[row * plane.stride + column];
}

/** Writes every pixel of a plane. */
export function each(plane: Plane, value: (x: number, y: number) => number): void {
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) plane.data[y * plane.stride + x] = value(x, y);
  }
}

const half = (size: number): number => Math.ceil(size / 2);

/** Where in its bytes a packed picture keeps a sample. */
interface Places {
  y(x: number, y: number): number;
  /** Chroma column `x` for luma row `y`. */
  u(x: number, y: number): number;
  v(x: number, y: number): number;
  /** Chroma has every row of luma. */
  everyRow: boolean;
}

function places({ layout, stride, height }: Packed): Places {
  const luma = stride * height;
  const chromaStride = half(stride);
  const chroma = chromaStride * half(height);
  switch (layout) {
    case "yuyv":
      return {
        y: (x, y) => y * stride + 2 * x,
        u: (x, y) => y * stride + 4 * x + 1,
        v: (x, y) => y * stride + 4 * x + 3,
        everyRow: true,
      };
    case "uyvy":
      return {
        y: (x, y) => y * stride + 2 * x + 1,
        u: (x, y) => y * stride + 4 * x,
        v: (x, y) => y * stride + 4 * x + 2,
        everyRow: true,
      };
    case "nv12":
      return {
        y: (x, y) => y * stride + x,
        u: (x, y) => luma + (y >> 1) * stride + 2 * x,
        v: (x, y) => luma + (y >> 1) * stride + 2 * x + 1,
        everyRow: false,
      };
    case "i420":
      return {
        y: (x, y) => y * stride + x,
        u: (x, y) => luma + (y >> 1) * chromaStride + x,
        v: (x, y) => luma + chroma + (y >> 1) * chromaStride + x,
        everyRow: false,
      };
    default:
      throw new Error(`no planes in ${layout}`);
  }
}

type Part = Pick<PixelRect, "x" | "y">;

export function refUnpack(picture: Packed, into: Frame, part: Part = { x: 0, y: 0 }): void {
  const left = part.x / 2;
  refUnpackLuma(picture, into.y, part);
  if (picture.layout === "grey") {
    each(into.u, () => 128);
    each(into.v, () => 128);
    return;
  }
  const { data, height } = picture;
  const at = places(picture);
  const chroma = (place: Places["u"]) => (x: number, y: number): number => {
    const row = part.y + 2 * y;
    const upper = data[place(left + x, row)];
    if (!at.everyRow) return upper;
    const lower = data[place(left + x, Math.min(row + 1, height - 1))];
    return (upper + lower + 1) >> 1;
  };
  each(into.u, chroma(at.u));
  each(into.v, chroma(at.v));
}

export function refUnpackLuma(picture: Packed, into: Plane, part: Part = { x: 0, y: 0 }): void {
  const { layout, data, stride } = picture;
  const at = layout === "grey" ? (x: number, y: number) => y * stride + x : places(picture).y;
  each(into, (x, y) => data[at(part.x + x, part.y + y)]);
}

export function refPack(frame: Frame, into: Packed): void {
  const { layout, data, stride, width, height } = into;
  if (layout === "rgb24" || layout === "rgba") return refPackRgb(frame, into);
  if (layout === "grey") {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) data[y * stride + x] = pixel(frame.y, x, y);
    }
    return;
  }
  const at = places(into);
  const lumaColumns = at.everyRow ? 2 * half(width) : width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < lumaColumns; x++) data[at.y(x, y)] = pixel(frame.y, x, y);
    for (let x = 0; x < half(width); x++) {
      data[at.u(x, y)] = pixel(frame.u, x, y >> 1);
      data[at.v(x, y)] = pixel(frame.v, x, y >> 1);
    }
  }
}

export function refCopyPacked(picture: Packed, into: Packed): void {
  const { layout, width, height } = picture;
  const rows = (from: number, to: number, strides: [number, number], bytes: number, n: number) => {
    for (let row = 0; row < n; row++) {
      for (let x = 0; x < bytes; x++) {
        into.data[to + row * strides[1] + x] = picture.data[from + row * strides[0] + x];
      }
    }
  };
  const bytes = minStride(layout, width);
  const all = layout === "nv12" ? height + half(height) : height;
  rows(0, 0, [picture.stride, into.stride], bytes, all);
  if (layout !== "i420") return;
  const strides: [number, number] = [half(picture.stride), half(into.stride)];
  rows(picture.stride * height, into.stride * height, strides, half(width), 2 * half(height));
}

export function refCopy(frame: Frame, into: Frame): void {
  each(into.y, (x, y) => pixel(frame.y, x, y));
  each(into.u, (x, y) => pixel(frame.u, x, y));
  each(into.v, (x, y) => pixel(frame.v, x, y));
}
