/**
 * Converts MediaPipe's keypoints to numbers.
 *
 * @module
 */
import type { NormalizedLandmark } from "npm:@mediapipe/tasks-vision@1.1.0";

/**
 * Writes x, y, z and visibility of each point.
 *
 * @param into four numbers per point
 * @throws {RangeError} when the number of points is wrong or a value is not finite
 */
export function writePoints(points: readonly NormalizedLandmark[], into: Float32Array): void {
  if (points.length * 4 !== into.length) {
    throw new RangeError(`it gave ${points.length} keypoints, wanted ${into.length / 4}`);
  }
  let sum = 0;
  for (let i = 0; i < points.length; i++) {
    const { x, y, z, visibility } = points[i];
    into[4 * i] = x;
    into[4 * i + 1] = y;
    into[4 * i + 2] = z;
    into[4 * i + 3] = visibility;
    sum += x + y + z + visibility;
  }
  if (!Number.isFinite(sum)) throw new RangeError("the keypoints have values that are not finite");
}
