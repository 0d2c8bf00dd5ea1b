/**
 * Shared memory as a task takes and fills it.
 *
 * @module
 */
import type { ImageSource } from "npm:@mediapipe/tasks-vision@1.1.0";
import type { SharedLayer, SharedPicture } from "../protocol.ts";
import type { PictureSource } from "./texture_context.ts";

/** The picture for a task. A plain object is enough for the texture context, which keeps a reference to its bytes. */
export function taskImage({ data, width, height }: SharedPicture): ImageSource {
  return { width, height, data } satisfies PictureSource as unknown as ImageSource;
}

/** The pixels of a layer. */
export function pixelsOf({ name, data }: SharedLayer): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`layer "${name}" has points, wanted pixels`);
}

/** The pixels of a layer, rounding and clamping what is written. */
export function clampedPixels(layer: SharedLayer): Uint8ClampedArray {
  const { buffer, byteOffset, length } = pixelsOf(layer);
  return new Uint8ClampedArray(buffer, byteOffset, length);
}
