/**
 * From a mask of each class to the number of the strongest class.
 *
 * @module
 */

/**
 * Writes for each pixel the index of the channel that is strongest there; of equal ones the first.
 *
 * @param channels as many values each as `into` has bytes
 * @param best scratch of that length
 * @throws {RangeError} when the sizes differ or a number is not finite
 */
export function writeLabels(
  channels: readonly Float32Array[],
  into: Uint8Array,
  best: Float32Array,
): void {
  const length = into.length;
  let sum = 0;
  into.fill(0);
  best.fill(-Infinity);
  for (let channel = 0; channel < channels.length; channel++) {
    const values = channels[channel];
    if (values.length !== length) {
      throw new RangeError(`a mask has ${values.length} values, wanted ${length}`);
    }
    for (let i = 0; i < length; i++) {
      const value = values[i];
      sum += value;
      if (value > best[i]) {
        best[i] = value;
        into[i] = channel;
      }
    }
  }
  if (!Number.isFinite(sum)) throw new RangeError("the masks have values that are not finite");
}
