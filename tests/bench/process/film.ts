/**
 * What a camera would deliver, written to a file beforehand so that drawing it costs the measured process nothing: YUYV
 * pictures one after the other.
 *
 * @module
 */
import type { Colorimetry } from "../../../core/frame.ts";
import { minStride } from "../../../core/frame.ts";
import { demoFrames, type Size } from "../frames.ts";

/** A file of pictures. */
export interface Film extends Size {
  readonly path: string;
  readonly frames: number;
  readonly color: Colorimetry;
}

/** Bytes of one of its pictures. */
export const frameBytes = ({ width, height }: Size): number => minStride("yuyv", width) * height;

/** The figure lifts an arm, waves and laughs. */
const FIRST = 90;

/** Standard deviations of a webcam's noise in a lit room: luma, chroma. */
const NOISE = [2, 1] as const;
/** Values drawn once; each picture starts anywhere in them. A prime: rows and pictures do not repeat. */
const NOISE_LENGTH = 1_048_573;

/** The figure as it moves. */
export async function movingFilm(path: string, size: Size, frames: number): Promise<Film> {
  const pictures = await demoFrames(frames, size, FIRST);
  await Deno.writeFile(path, ReadableStream.from(pictures.map(({ data }) => new Uint8Array(data))));
  return { ...size, path, frames, color: pictures[0].color };
}

/** The figure as it stands still before a camera whose every picture has noise of its own. */
export async function noisyFilm(path: string, size: Size, frames: number): Promise<Film> {
  const [{ data, color }] = await demoFrames(1, size, FIRST);
  const noise = NOISE.map(gaussian);
  const pictures = function* (): Generator<Uint8Array> {
    for (let number = 0; number < frames; number++) {
      const picture = new Uint8ClampedArray(data.length);
      const start = Math.floor(Math.random() * NOISE_LENGTH);
      for (let i = 0; i < data.length; i++) {
        picture[i] = data[i] + noise[i & 1][(start + i) % NOISE_LENGTH];
      }
      yield new Uint8Array(picture.buffer);
    }
  };
  await Deno.writeFile(path, ReadableStream.from(pictures()));
  return { ...size, path, frames, color };
}

/** Whole numbers, normally distributed (Box and Muller's way). */
function gaussian(deviation: number): Int8Array {
  return Int8Array.from({ length: NOISE_LENGTH }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    return Math.round(deviation * radius * Math.cos(2 * Math.PI * Math.random()));
  });
}
