/**
 * Makes a label map from the masks of all classes.
 *
 * @module
 */

/**
 * Writes for each pixel the index of the channel with the greatest value; of equal values, the first.
 *
 * @param channels the values of each channel, as many as `into` has bytes
 * @param best scratch memory of the same length
 * @throws {RangeError} when the sizes differ or a value is not finite
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
