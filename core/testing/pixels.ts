/**
 * Pictures as plain runs of bytes, planes one after the other without padding: what conformance draws, keeps and compares.
 *
 * @module
 */
import type { PictureOf, PixelFormat, Plane } from "../plugin/contract.ts";

/** A picture's format and size. */
export interface Shape {
  readonly format: PixelFormat;
  readonly width: number;
  readonly height: number;
}

/** One plane of a shape; RGBA is one plane of four channels. */
interface Part {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Where it starts in the run of bytes. */
  readonly start: number;
}

/** The planes of a shape, in order. */
export function partsOf({ format, width, height }: Shape): readonly Part[] {
  const y = { name: "y", width, height, channels: 1, start: 0 };
  if (format === "luma") return [y];
  if (format === "rgba") return [{ ...y, name: "rgba", channels: 4 }];
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1, channels: 1 };
  const start = width * height;
  return [y, { name: "u", ...half, start }, {
    name: "v",
    ...half,
    start: start + half.width * half.height,
  }];
}

/** Bytes of a picture of this shape. */
export function lengthOf(shape: Shape): number {
  return partsOf(shape).reduce(
    (sum, { width, height, channels }) => sum + width * height * channels,
    0,
  );
}

/** A value for each channel of the pixel at a place in fractions of the picture (0..1). */
type Draw = (x: number, y: number, part: string, channel: number) => number;

/** Draws a picture of this shape; alpha is 255. */
export function drawn(shape: Shape, draw: Draw): Uint8Array {
  const bytes = new Uint8Array(lengthOf(shape));
  for (const { name, width, height, channels, start } of partsOf(shape)) {
    let at = start;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let channel = 0; channel < channels; channel++) {
          bytes[at++] = channel === 3
            ? 255
            : draw((column + 0.5) / width, (row + 0.5) / height, name, channel);
        }
      }
    }
  }
  return bytes;
}

/** Every byte anything, the same for the same seed. */
export function noise(shape: Shape, seed: number): Uint8Array {
  let state = (seed * 2654435761 + 1) >>> 0;
  return drawn(shape, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** A calm picture whose colours all exist in RGB, another one for each sequence number. */
export function calm(shape: Shape, sequence: number): Uint8Array {
  return drawn(shape, (x, y, part, channel) => {
    const wave = Math.sin(19 * x + sequence) + Math.cos(13 * y - sequence / 2);
    if (part === "u") return 128 + 9 * Math.sin(3 * x + sequence);
    if (part === "v") return 128 + 9 * Math.cos(3 * y);
    return 118 + 17 * wave + 8 * x + 3 * channel;
  });
}

/** How two pictures are compared. */
interface Comparison {
  /** Levels that do not count. Default 0. */
  readonly within?: number;
  /** Which pixels count, by their place in fractions of the picture. Default: all. */
  readonly where?: (x: number, y: number) => boolean;
}

/** The first pixel in which a picture is not as wanted, in words; `null` when there is none. */
export function difference(
  shape: Shape,
  [got, wanted]: readonly [got: Uint8Array, wanted: Uint8Array],
  { within = 0, where }: Comparison = {},
): string | null {
  for (const { name, width, height, channels, start } of partsOf(shape)) {
    for (let at = 0; at < width * height * channels; at++) {
      const i = start + at;
      if (Math.abs(got[i] - wanted[i]) <= within) continue;
      const pixel = Math.floor(at / channels);
      const [column, row] = [pixel % width, Math.floor(pixel / width)];
      if (where && !where((column + 0.5) / width, (row + 0.5) / height)) continue;
      const channel = channels === 4 ? "rgba"[at % 4] : name;
      return `${channel} at ${column},${row} is ${got[i]}, wanted ${wanted[i]}`;
    }
  }
  return null;
}

/** A picture's planes; RGBA as one plane with four bytes a pixel. */
export function planesOf(picture: PictureOf<PixelFormat>): readonly Plane[] {
  if ("format" in picture) return [picture.y, picture.u, picture.v];
  return "layout" in picture ? [{ ...picture, width: 4 * picture.width }] : [picture];
}

/** A picture's bytes, padding left out. */
export function bytesOf(picture: PictureOf<PixelFormat>): Uint8Array {
  const planes = planesOf(picture);
  const bytes = new Uint8Array(planes.reduce((sum, { width, height }) => sum + width * height, 0));
  let at = 0;
  for (const { data, stride, width, height } of planes) {
    for (let row = 0; row < height; row++, at += width) {
      bytes.set(data.subarray(row * stride, row * stride + width), at);
    }
  }
  return bytes;
}

/** Fills a picture with bytes as {@linkcode bytesOf} gives them. */
export function fillPicture(picture: PictureOf<PixelFormat>, bytes: Uint8Array): void {
  let at = 0;
  for (const { data, stride, width, height } of planesOf(picture)) {
    for (let row = 0; row < height; row++, at += width) {
      data.set(bytes.subarray(at, at + width), row * stride);
    }
  }
}
