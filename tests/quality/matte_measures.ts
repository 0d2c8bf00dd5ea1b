/**
 * Quality figures of mattes, compared with exact ones. All mattes are 0..255 of 1280x720, row by row.
 *
 * @module
 */
import { SIZE } from "./moving_scenes.ts";
import { squareCounts, squareSums } from "./near.ts";

/** Pixels on each side of the outline that belong to its band. */
export const BAND_PX = 20;
/** Motion makes its surroundings flicker legitimately: pixels up to this distance from it are excluded. */
const MOVED_PX = 8;

const PIXELS = SIZE.width * SIZE.height;
const COUNTS = new Map<number, Float64Array>();

function countsFor(radius: number): Float64Array {
  const counts = COUNTS.get(radius) ?? squareCounts({ ...SIZE, radius });
  COUNTS.set(radius, counts);
  return counts;
}

/** Cached per exact matte, because raw masks and Scrim's are compared with the same ones. */
const BANDS = new WeakMap<Uint8Array, Uint8Array>();
const STILL = new WeakMap<Uint8Array, { before: Uint8Array; still: Uint8Array }>();

/** The boundary band: 1 where person and background, with a threshold of one half, are both within {@linkcode BAND_PX}. */
export function bandOf(alpha: Uint8Array): Uint8Array {
  const band = BANDS.get(alpha) ?? findBand(alpha);
  BANDS.set(alpha, band);
  return band;
}

function findBand(alpha: Uint8Array): Uint8Array {
  const inside = alpha.map((value) => value > 127 ? 1 : 0);
  const sums = squareSums(inside, { ...SIZE, radius: BAND_PX });
  const counts = countsFor(BAND_PX);
  return inside.map((_, i) => sums[i] > 0 && sums[i] < counts[i] ? 1 : 0);
}

/** Intersection over union of two mattes with a threshold of one half; 1 if both are empty. */
export function iouOf(matte: Uint8Array, alpha: Uint8Array): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    const [a, b] = [matte[i] > 127, alpha[i] > 127];
    if (a && b) both++;
    if (a || b) either++;
  }
  return either === 0 ? 1 : both / either;
}

/** Mean absolute error in the boundary band, 0..1. */
export function bandError(matte: Uint8Array, alpha: Uint8Array): number {
  const band = bandOf(alpha);
  let [sum, count] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    if (band[i] === 0) continue;
    sum += Math.abs(matte[i] - alpha[i]);
    count++;
  }
  return sum / count / 255;
}

/** Mean of the matte where there is no person, 0..1. */
export function shownOutside(matte: Uint8Array, alpha: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    if (alpha[i] > 0) continue;
    sum += matte[i];
    count++;
  }
  return sum / count / 255;
}

/** 1 for pixels without motion between two exact mattes, nor near one. `null`: nothing moved. */
function stillBetween(before: Uint8Array, after: Uint8Array): Uint8Array | null {
  if (before === after) return null;
  const known = STILL.get(after);
  if (known?.before === before) return known.still;
  const moved = after.map((value, i) => value === before[i] ? 0 : 1);
  const sums = squareSums(moved, { ...SIZE, radius: MOVED_PX });
  const still = moved.map((_, i) => sums[i] === 0 ? 1 : 0);
  STILL.set(after, { before, still });
  return still;
}

/** Mean absolute difference from frame to frame where nothing moved, 0..1. */
export function flickerOf(
  mattes: readonly Uint8Array[],
  alphas: readonly Uint8Array[],
): number {
  let [sum, count] = [0, 0];
  for (let n = 1; n < mattes.length; n++) {
    const still = stillBetween(alphas[n - 1], alphas[n]);
    const [before, after] = [mattes[n - 1], mattes[n]];
    for (let i = 0; i < PIXELS; i++) {
      if (still && still[i] === 0) continue;
      sum += Math.abs(after[i] - before[i]);
      count++;
    }
  }
  return sum / count / 255;
}

/**
 * The delay of mattes in frames, by least squares: the `t` for which `alpha[n] + t (alpha[n − 1] − alpha[n + 1]) / 2` is nearest
 * to `matte[n]`. 1: each is that of the previous frame, or of an older one. A matte that is soft, or too wide or too narrow all
 * around, is not late, because its errors on opposite sides cancel. NaN: nothing moves.
 */
export function lagOf(mattes: readonly Uint8Array[], alphas: readonly Uint8Array[]): number {
  let [product, square] = [0, 0];
  for (let n = 1; n < mattes.length - 1; n++) {
    const [before, now, next, matte] = [alphas[n - 1], alphas[n], alphas[n + 1], mattes[n]];
    if (before === next) continue;
    for (let i = 0; i < PIXELS; i++) {
      const change = (before[i] - next[i]) / 2;
      product += change * (matte[i] - now[i]);
      square += change * change;
    }
  }
  return square === 0 ? NaN : product / square;
}
