/**
 * Probabilities to bytes.
 *
 * @module
 */

/**
 * Writes `round(255 · p)`, or `round(255 · (1 - p))` when inverted, clamped to 0..255.
 *
 * A mask with a number that is not finite is refused; `into` is then 0 everywhere, so that nothing counts as person and no
 * background shows through.
 *
 * @param probabilities as many as `into` has bytes
 * @param into clamps and rounds by itself, ties to even: the only tie that can occur is 127.5
 * @throws {RangeError} when the sizes differ or a number is not finite
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
  // A sum is not finite as soon as one of its parts is not.
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
