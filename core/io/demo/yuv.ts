/**
 * From a painted canvas to planes: the room as a whole picture, figures as sprites.
 *
 * @module
 */
import type { Colorimetry, Frame } from "../../media/frame.ts";
import type { Canvas } from "./paint.ts";
import { type SpritePlane, spritePlane } from "./sprite.ts";

/** A figure: full-size luma, half-size chroma. */
export interface Sprite {
  readonly y: SpritePlane;
  readonly u: SpritePlane;
  readonly v: SpritePlane;
}

/** Luma weights of red and blue, by the two standards. */
const WEIGHTS = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] } as const;

/** Converts linear combinations of red, green and blue (0..255) into code values. */
interface Codes {
  luma(r: number, g: number, b: number): number;
  /** Blue difference without its offset. */
  blue(r: number, g: number, b: number): number;
  red(r: number, g: number, b: number): number;
  readonly black: number;
}

function codes(color: Colorimetry): Codes {
  const [kr, kb] = WEIGHTS[color.matrix];
  const limited = color.range === "limited";
  const scale = limited ? 219 / 255 : 1;
  const chroma = limited ? 224 / 255 : 1;
  const y = (r: number, g: number, b: number): number => kr * r + (1 - kr - kb) * g + kb * b;
  return {
    luma: (r, g, b) => y(r, g, b) * scale,
    blue: (r, g, b) => (b - y(r, g, b)) / (2 - 2 * kb) * chroma,
    red: (r, g, b) => (r - y(r, g, b)) / (2 - 2 * kr) * chroma,
    black: limited ? 16 : 0,
  };
}

/** The mean of a block of up to 2x2 pixels: red, green, blue (times alpha), alpha. */
function block(canvas: Canvas, column: number, row: number, into: Float64Array): void {
  const { width, height } = canvas.view;
  into.fill(0);
  let count = 0;
  for (let y = 2 * row; y < Math.min(2 * row + 2, height); y++) {
    for (let x = 2 * column; x < Math.min(2 * column + 2, width); x++) {
      for (let i = 0; i < 4; i++) into[i] += canvas.data[4 * (y * width + x) + i];
      count++;
    }
  }
  for (let i = 0; i < 4; i++) into[i] /= count;
}

/** An opaque canvas as a picture, with a little grain so that gradients do not band. */
export function paintFrame(canvas: Canvas, into: Frame): void {
  const { luma, blue, red, black } = codes(into.color);
  const { width, height } = canvas.view;
  const { data } = canvas;
  let seed = 1;
  for (let i = 0; i < width * height; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const grain = (seed >>> 8) / 0x1000000 * 3 - 1.5;
    into.y.data[i] = Math.round(
      black + luma(data[4 * i], data[4 * i + 1], data[4 * i + 2]) + grain,
    );
  }
  const mean = new Float64Array(4);
  for (let row = 0; row < into.u.height; row++) {
    for (let column = 0; column < into.u.width; column++) {
      block(canvas, column, row, mean);
      const at = row * into.u.stride + column;
      into.u.data[at] = Math.round(128 + blue(mean[0], mean[1], mean[2]));
      into.v.data[at] = Math.round(128 + red(mean[0], mean[1], mean[2]));
    }
  }
}

/** A canvas with alpha as a sprite. Its outermost pixels must be empty, except at the bottom. */
export function paintSprite(canvas: Canvas, color: Colorimetry): Sprite {
  const { luma, blue, red, black } = codes(color);
  const { width, height } = canvas.view;
  const { data } = canvas;
  const values = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  for (let i = 0; i < width * height; i++) {
    const a = data[4 * i + 3];
    alpha[i] = Math.round(255 * a);
    values[i] = Math.round(black * a + luma(data[4 * i], data[4 * i + 1], data[4 * i + 2]));
  }
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const halfAlpha = new Uint8Array(half.width * half.height);
  const u = new Uint8Array(half.width * half.height);
  const v = new Uint8Array(half.width * half.height);
  const mean = new Float64Array(4);
  for (let row = 0; row < half.height; row++) {
    for (let column = 0; column < half.width; column++) {
      block(canvas, column, row, mean);
      const at = row * half.width + column;
      halfAlpha[at] = Math.round(255 * mean[3]);
      u[at] = Math.round(128 * mean[3] + blue(mean[0], mean[1], mean[2]));
      v[at] = Math.round(128 * mean[3] + red(mean[0], mean[1], mean[2]));
    }
  }
  return {
    y: spritePlane({ width, height }, { values, alpha }),
    u: spritePlane(half, { values: u, alpha: halfAlpha }),
    v: spritePlane(half, { values: v, alpha: halfAlpha }),
  };
}
