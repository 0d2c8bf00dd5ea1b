/**
 * How good mattes are, against exact ones. All are 0..255 of 1280x720, row by row.
 *
 * @module
 */
import { SIZE } from "./moving_scenes.ts";
import { squareCounts, squareSums } from "./near.ts";

/** Pixels on each side of the outline that count as its band. */
export const BAND_PX = 20;
/** What moves makes its surroundings flicker with good reason: so many pixels around it. */
const MOVED_PX = 8;

const PIXELS = SIZE.width * SIZE.height;
const COUNTS = new Map<number, Float64Array>();

function countsFor(radius: number): Float64Array {
  const counts = COUNTS.get(radius) ?? squareCounts({ ...SIZE, radius });
  COUNTS.set(radius, counts);
  return counts;
}

/** Of mattes that were asked for before: raw masks and Scrim's are held against the same. */
const BANDS = new WeakMap<Uint8Array, Uint8Array>();
const STILL = new WeakMap<Uint8Array, { before: Uint8Array; still: Uint8Array }>();

/** The boundary band: 1 where person and background are both within {@linkcode BAND_PX}, cut at one half. */
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

/** Intersection over union of two mattes cut at one half; 1 where both are empty. */
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

/** Mean of the picture that is shown although nobody is there, 0..1. */
export function shownOutside(matte: Uint8Array, alpha: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < PIXELS; i++) {
    if (alpha[i] > 0) continue;
    sum += matte[i];
    count++;
  }
  return sum / count / 255;
}

/** Pixels where nothing moved between two exact mattes, nor near them: 1. `null`: nowhere did anything. */
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
 * How many frames mattes are behind, by least squares: the `t` for which `alpha[n] + t (alpha[n − 1] − alpha[n + 1]) / 2` is
 * nearest to `matte[n]`. 1: each is that of the frame before, or of an older one. A matte that is soft, too wide or too
 * narrow all round is not late: it errs the other way at the other side. NaN: nothing moves.
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
