/**
 * Converts probabilities to an 8-bit mask.
 *
 * @module
 */

/**
 * Writes `round(255 · p)`, or `round(255 · (1 - p))` when inverted, clamped to 0..255.
 *
 * If a value is not finite, it sets all of `into` to 0 and throws, so that a partial mask cannot reveal the background.
 *
 * @param probabilities as many values as `into` has bytes
 * @param into receives the mask; the array type clamps and rounds (ties to even, but only 127.5 can be a tie)
 * @throws {RangeError} when the sizes differ or a value is not finite
 */
export function writeMask(
  probabilities: Float32Array,
  { into, inverted }: { into: Uint8ClampedArray; inverted: boolean },
): void {
  const length = into.length;
  if (probabilities.length !== length) {
    throw new RangeError(`the mask has ${probabilities.length} values, wanted ${length}`);
  }
  const scale = inverted ? -255 : 255;
  const offset = inverted ? 255 : 0;
  // The sum is not finite if any value is not finite.
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const p = probabilities[i] ?? NaN;
    sum += p;
    into[i] = offset + scale * p;
  }
  if (!Number.isFinite(sum)) {
    into.fill(0);
    throw new RangeError("the mask has values that are not finite");
  }
}
