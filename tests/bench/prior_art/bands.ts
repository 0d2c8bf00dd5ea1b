/**
 * Parts of pictures, in place.
 *
 * @module
 */
import type { Frame, Packed, Plane } from "../../../core/media/frame.ts";

/** Some rows of a plane, in place. */
export function rowsOf({ data, stride, width }: Plane, from: number, height: number): Plane {
  return { data: data.subarray(from * stride, (from + height) * stride), stride, width, height };
}

/** Some rows of a frame, in place. */
export function bandOf(frame: Frame, from: number, height: number): Frame {
  const chroma = [frame.u, frame.v].map((plane) => rowsOf(plane, from / 2, height / 2));
  return { ...frame, height, y: rowsOf(frame.y, from, height), u: chroma[0], v: chroma[1] };
}

/** Some rows of bytes, in place. */
export const packedBand = (picture: Packed, from: number, height: number): Packed => ({
  ...picture,
  ...{
    height,
    data: picture.data.subarray(from * picture.stride, (from + height) * picture.stride),
  },
});
