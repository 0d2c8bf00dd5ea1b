/**
 * Sums over the square around each pixel, clipped at the picture's border.
 *
 * @module
 */

/** Squares with all pixels up to `radius` away. */
export interface Squares {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** For each pixel the sum of `values` over its square. */
export function squareSums(
  values: ArrayLike<number>,
  { width, height, radius }: Squares,
): Float64Array {
  const stride = width + 1;
  const total = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x];
      total[(y + 1) * stride + x + 1] = total[y * stride + x + 1] + row;
    }
  }
  const sums = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(y - radius, 0) * stride;
    const end = Math.min(y + radius + 1, height) * stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - radius, 0);
      const right = Math.min(x + radius + 1, width);
      sums[y * width + x] = total[end + right] - total[end + left] - total[top + right] +
        total[top + left];
    }
  }
  return sums;
}

/** The number of pixels of each square. */
export function squareCounts({ width, height, radius }: Squares): Float64Array {
  const counts = new Float64Array(width * height);
  const across = Float64Array.from(
    { length: width },
    (_, x) => Math.min(x + radius, width - 1) - Math.max(x - radius, 0) + 1,
  );
  for (let y = 0; y < height; y++) {
    const down = Math.min(y + radius, height - 1) - Math.max(y - radius, 0) + 1;
    for (let x = 0; x < width; x++) counts[y * width + x] = across[x] * down;
  }
  return counts;
}
