/**
 * From a heatmap as the task gives it, upscaled to the picture that it was shown, back to the model's own numbers.
 *
 * @module
 */

/** Which part of an upscaled map goes where. */
export interface MapWindow {
  /** Values in a row of the upscaled map. */
  readonly stride: number;
  /** Its column at which the frame begins; a multiple of four. */
  readonly left: number;
  /** Points in a row, and rows, to write. */
  readonly width: number;
  readonly height: number;
}

/** The task upscales each point of the model's map to so many values, both ways. */
const UPSCALED = 4;

/**
 * Writes how likely the keypoint is at each point, 0..255.
 *
 * The task interpolates linearly between the middles of points. The middle of point i lies 1.5 values behind value `4i`, on
 * the line through values `4i` and `4i + 1`: `1.5 · v[4i + 1] - 0.5 · v[4i]` is the model's own number.
 *
 * @param logits what the task gives, row by row
 * @param into clamps and rounds by itself
 * @throws {RangeError} when a number is not finite
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
