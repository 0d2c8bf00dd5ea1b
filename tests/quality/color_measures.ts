/**
 * Measures colour errors of composition near the person, against the exact result. At chroma size, 640x360; luma is averaged to
 * it.
 *
 * @module
 */
import { bandOf } from "./matte_measures.ts";
import type { Picture } from "./film.ts";
import { SIZE } from "./moving_scenes.ts";
import { squareSums } from "./near.ts";

const HALF = { width: SIZE.width / 2, height: SIZE.height / 2 } as const;
const PIXELS = HALF.width * HALF.height;
/** Pixels nearer to the person than this may contain a part of the person; in half-size pixels. */
const NEXT = 2;
/** The distance within which the person's colour can spread, and the radius in which it is averaged; in half-size pixels. */
const AROUND = 24;
/** If person and background differ by less than this, in levels, their contributions cannot be separated. */
const LEAST_CONTRAST = 24;

/** Means of 2x2 pixels. */
export function halved(plane: Uint8Array): Float32Array {
  const small = new Float32Array(PIXELS);
  for (let y = 0; y < HALF.height; y++) {
    for (let x = 0; x < HALF.width; x++) {
      const at = 2 * y * SIZE.width + 2 * x;
      small[y * HALF.width + x] =
        (plane[at] + plane[at + 1] + plane[at + SIZE.width] + plane[at + SIZE.width + 1]) / 4;
    }
  }
  return small;
}

type Planes = readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];

function planes({ y, u, v }: Picture): Planes {
  return [halved(y), u, v];
}

/** The person's mean colour around each pixel; zero where no person is near. */
function colorsAround(picture: Planes, alpha: Float32Array): Planes {
  const square = { ...HALF, radius: AROUND };
  const inside = Float32Array.from(alpha, (value) => value === 255 ? 1 : 0);
  const counts = squareSums(inside, square);
  const mean = (plane: ArrayLike<number>): Float64Array =>
    squareSums(inside.map((is, i) => is * plane[i]), square)
      .map((sum, i) => counts[i] > 0 ? sum / counts[i] : 0);
  return [mean(picture[0]), mean(picture[1]), mean(picture[2])];
}

/** Three boxes that approximate the Gaussian of `blur` with default options; in half-size pixels. */
const BOXES = [5, 6, 6] as const;

/** The background blurred without the person, from its visible part. */
function blurredAround(picture: Planes, alpha: Float32Array): Planes {
  const smooth = (values: ArrayLike<number>): ArrayLike<number> =>
    BOXES.reduce((from, radius) => squareSums(from, { ...HALF, radius }), values);
  const seen = alpha.map((value) => value === 0 ? 1 : 0);
  const weights = smooth(seen);
  const mean = (plane: ArrayLike<number>): Float64Array => {
    const sums = smooth(seen.map((is, i) => is * plane[i]));
    return Float64Array.from(sums, (sum, i) => weights[i] > 0 ? sum / weights[i] : plane[i]);
  };
  return [mean(picture[0]), mean(picture[1]), mean(picture[2])];
}

/** How much of the person's colour went into the background, in levels. */
export interface Halo {
  /** The worst pixel, and the 99.9th percentile of pixels. */
  readonly most: number;
  readonly p999: number;
}

/**
 * Measures the halo: pixels outside of the exact matte but near it, compared with the same background blurred without the person.
 * The halo is the part of the way to the person's colour. Both the sharp room and a blur of its visible part count as no halo.
 */
export function haloOf(
  shown: Picture,
  { alpha, clean, blurredRoom }: { alpha: Uint8Array; clean: Picture; blurredRoom: Picture },
): Halo {
  const small = halved(alpha);
  const [out, sharp, room] = [planes(shown), planes(clean), planes(blurredRoom)];
  const person = colorsAround(sharp, small);
  const seen = blurredAround(sharp, small);
  const touched = squareSums(small, { ...HALF, radius: NEXT });
  const near = squareSums(small, { ...HALF, radius: AROUND });
  const found: number[] = [];
  for (let i = 0; i < PIXELS; i++) {
    if (touched[i] > 0 || near[i] === 0 || person[0][i] === 0) continue;
    const way = [0, 1, 2].map((c) => person[c][i] - room[c][i]);
    const length = Math.hypot(...way);
    if (length < LEAST_CONTRAST) continue;
    const along = (picture: Planes): number =>
      way.reduce((sum, part, c) => sum + part * (picture[c][i] - room[c][i]), 0) / length;
    found.push(Math.max(along(out) - Math.max(along(sharp), along(seen), 0), 0));
  }
  found.sort((a, b) => a - b);
  if (found.length === 0) return { most: NaN, p999: NaN };
  return { most: found[found.length - 1], p999: found[Math.floor(0.999 * found.length)] };
}

/** A scene's frame and its ground truth. */
export interface KnownFrame {
  readonly camera: Picture;
  readonly clean: Picture;
  readonly room: Picture;
  readonly alpha: Uint8Array;
}

/** The person before another background, including noise, with exact matte and colours. */
function ideal({ camera, clean, room, alpha }: KnownFrame, background: Picture): Planes {
  const small = halved(alpha);
  const [noisy, still, old, other] = [camera, clean, room, background].map(planes);
  const mixed = (c: 0 | 1 | 2): Float32Array =>
    small.map((value, i) => {
      const part = value / 255;
      const noise = noisy[c][i] - still[c][i];
      return still[c][i] + (1 - part) * (other[c][i] - old[c][i]) + part * noise;
    });
  return [mixed(0), mixed(1), mixed(2)];
}

/** The camera's picture composed with another background through a matte. */
function composed(camera: Picture, background: Picture, matte: Uint8Array): Planes {
  const small = halved(matte);
  const [front, back] = [planes(camera), planes(background)];
  const mixed = (c: 0 | 1 | 2): Float32Array =>
    small.map((value, i) => back[c][i] + value / 255 * (front[c][i] - back[c][i]));
  return [mixed(0), mixed(1), mixed(2)];
}

/** Mean colour error in the boundary band, in levels: Scrim's, and with the raw mask. */
export function spillOf(
  shown: Picture,
  { frame, background, raw }: { frame: KnownFrame; background: Picture; raw: Uint8Array },
): { scrim: number; raw: number } {
  const wanted = ideal(frame, background);
  const band = halved(bandOf(frame.alpha));
  const distance = (picture: Planes): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < PIXELS; i++) {
      if (band[i] === 0) continue;
      sum += Math.hypot(...[0, 1, 2].map((c) => picture[c][i] - wanted[c][i]));
      count++;
    }
    return sum / count;
  };
  return { scrim: distance(planes(shown)), raw: distance(composed(frame.camera, background, raw)) };
}

/**
 * The largest red excess of a pixel over a plain wall, outside of the exact matte: the rise of Cr in levels.
 *
 * @param wall the wall's Cr
 */
export function reddest(shown: Picture, alpha: Uint8Array, wall: number): number {
  const small = halved(alpha);
  const touched = squareSums(small, { ...HALF, radius: 1 });
  let most = 0;
  for (let i = 0; i < PIXELS; i++) {
    if (touched[i] === 0) most = Math.max(most, shown.v[i] - wall);
  }
  return most;
}
