/**
 * Views of shared memory for a task's input and layers.
 *
 * @module
 */
import type { ImageSource } from "npm:@mediapipe/tasks-vision@1.1.0";
import type { SharedLayer, SharedPicture } from "../protocol.ts";
import type { PictureSource } from "./texture_context.ts";

/** The input of a task. A plain object is enough, because the texture context only keeps a reference to its bytes. */
export function taskImage({ data, width, height }: SharedPicture): ImageSource {
  return { width, height, data } satisfies PictureSource as unknown as ImageSource;
}

/**
 * The pixels of a layer.
 *
 * @throws {TypeError} when the layer has points
 */
export function pixelsOf({ name, data }: SharedLayer): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`layer "${name}" has points, wanted pixels`);
}

/** The pixels of a layer in an array that rounds and clamps the values that are written. */
export function clampedPixels(layer: SharedLayer): Uint8ClampedArray {
  const { buffer, byteOffset, length } = pixelsOf(layer);
  return new Uint8ClampedArray(buffer, byteOffset, length);
}
