/**
 * What composition does to colours near the person, against what would be right. At the size of chroma, 640x360: luma is
 * averaged to it.
 *
 * @module
 */
import { bandOf } from "./matte_measures.ts";
import type { Picture } from "./film.ts";
import { SIZE } from "./moving_scenes.ts";
import { squareSums } from "./near.ts";

const HALF = { width: SIZE.width / 2, height: SIZE.height / 2 } as const;
const PIXELS = HALF.width * HALF.height;
/** Nearer to the person than this a pixel may have a part of them: half-size pixels. */
const NEXT = 2;
/** Where the person's colour could have gone, and the surroundings in which it is looked up: half-size pixels. */
const AROUND = 24;
/** Less than this between person and background in levels: what is whose cannot be told. */
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

/** The person's colour in each pixel's surroundings; zero where nobody is near. */
function colorsAround(picture: Planes, alpha: Float32Array): Planes {
  const square = { ...HALF, radius: AROUND };
  const inside = Float32Array.from(alpha, (value) => value === 255 ? 1 : 0);
  const counts = squareSums(inside, square);
  const mean = (plane: ArrayLike<number>): Float64Array =>
    squareSums(inside.map((is, i) => is * plane[i]), square)
      .map((sum, i) => counts[i] > 0 ? sum / counts[i] : 0);
  return [mean(picture[0]), mean(picture[1]), mean(picture[2])];
}

/** Three boxes make a Gaussian as wide as that of `blur` by default: half-size pixels. */
const BOXES = [5, 6, 6] as const;

/** The background blurred as if nobody stood before it, out of what can be seen of it. */
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

/** The person's colour that went into the background, in levels. */
export interface Halo {
  /** Of the worst pixel, and of the pixel that one in a thousand exceeds. */
  readonly most: number;
  readonly p999: number;
}

/**
 * What is outside of the exact matte but near it, compared with the same background blurred without anybody: how far it is
 * on the way to the person's colour. No halo is what a sharp room would be, or one that is blurred out of what is seen of it.
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

/** A scene's frame and what is known about it. */
export interface KnownFrame {
  readonly camera: Picture;
  readonly clean: Picture;
  readonly room: Picture;
  readonly alpha: Uint8Array;
}

/** The person before another background, noise and all, as it would be if everything were known. */
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

/** The camera's picture before another background through a matte: what plain composition makes. */
function composed(camera: Picture, background: Picture, matte: Uint8Array): Planes {
  const small = halved(matte);
  const [front, back] = [planes(camera), planes(background)];
  const mixed = (c: 0 | 1 | 2): Float32Array =>
    small.map((value, i) => back[c][i] + value / 255 * (front[c][i] - back[c][i]));
  return [mixed(0), mixed(1), mixed(2)];
}

/** Mean distance of colours in the boundary band from what they should be, in levels: Scrim's, and with the raw mask. */
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
 * The most that a pixel of a plain wall is redder than the wall, outside of the exact matte: the rise of Cr in levels.
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
