import { ScrimError } from "../base/errors.ts";
import type { Frame, Packed, Plane } from "../media/frame.ts";

/** The planes of an `i420` picture, in place. @throws {ScrimError} for any other layout */
export function i420View(picture: Packed): Frame {
  if (picture.layout !== "i420") {
    throw new ScrimError(`Cannot view planes of ${picture.layout}: i420 wanted`, {
      code: "FORMAT",
    });
  }
  const { data, width, height, stride, color } = picture;
  const chroma = { stride: (stride + 1) >> 1, width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const u = stride * height;
  const v = u + chroma.stride * chroma.height;
  const plane = (start: number, shape: Omit<Plane, "data">): Plane => ({
    data: data.subarray(start, start + shape.stride * shape.height),
    ...shape,
  });
  return {
    format: "i420",
    width,
    height,
    y: plane(0, { stride, width, height }),
    u: plane(u, chroma),
    v: plane(v, chroma),
    color,
  };
}
