/**
 * Recovers the model's own heatmap from the one that MediaPipe's task gives, which is upscaled to the size of the input.
 *
 * @module
 */

/** The part of an upscaled map that belongs to the frame. */
export interface MapWindow {
  /** The width of the upscaled map. */
  readonly stride: number;
  /** The column of the upscaled map at which the frame begins; a multiple of four. */
  readonly left: number;
  /** The size of the layer to write, in points of the model's map. */
  readonly width: number;
  readonly height: number;
}

/** The factor by which the task upscales the model's map along each axis. */
const UPSCALED = 4;

/**
 * Writes the probability (0..255) that the keypoint is at each point of the map.
 *
 * The task interpolates linearly between the centres of points. The centre of point i is 1.5 values after value `4i`, on the
 * line through values `4i` and `4i + 1`. Therefore `1.5 · v[4i + 1] - 0.5 · v[4i]` is the model's own number.
 *
 * @param logits the upscaled map, row by row
 * @param into receives the probabilities, row by row
 * @throws {RangeError} when a value is not finite
 */
export function writeHeatmap(
  logits: Float32Array,
  into: Uint8ClampedArray,
  { stride, left, width, height }: MapWindow,
): void {
  let sum = 0;
  for (let row = 0; row < height; row++) {
    let at = row * UPSCALED * stride + left;
    for (let column = 0; column < width; column++, at += UPSCALED) {
      const upper = 1.5 * logits[at + 1] - 0.5 * logits[at];
      const lower = 1.5 * logits[at + stride + 1] - 0.5 * logits[at + stride];
      const logit = 1.5 * lower - 0.5 * upper;
      sum += logit;
      into[row * width + column] = 255 / (1 + Math.exp(-logit));
    }
  }
  if (!Number.isFinite(sum)) throw new RangeError("the heatmap has values that are not finite");
}
