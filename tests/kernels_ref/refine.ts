/** A mask led by the picture, and one that grows. @module */
import type { Packed, Plane } from "../../core/media/frame.ts";
import type { Refine } from "../../core/media/kernels.ts";
import { lumaOf } from "./color.ts";
import { each, pixel } from "./layouts.ts";
import { part, position } from "./scale.ts";

const f = Math.fround;
const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most);

/** A function of places, computed once for each; beyond the ends the nearest place counts. */
function grid(
  { width, height }: { width: number; height: number },
  at: (x: number, y: number) => number,
): (x: number, y: number) => number {
  const all = new Float64Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) all[y * width + x] = at(x, y);
  return (x, y) => all[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)];
}

function around(at: (x: number, y: number) => number, x: number, y: number, reach: number): number {
  let sum = 0;
  for (let j = -reach; j <= reach; j++) {
    for (let i = -reach; i <= reach; i++) sum += at(x + i, y + j);
  }
  return sum;
}

/** R + 2 G + B. */
function brightness({ data, stride }: Packed, x: number, y: number): number {
  const at = y * stride + 4 * x;
  return data[at] + 2 * data[at + 1] + data[at + 2];
}

/** Slopes (in 1/2048), bases (in 1/8) and weights (in 1/256) at the mask's size. */
function termsOf({ mask, guide, before, frame, noise, share, guided = true }: Refine) {
  const n = Math.round(noise);
  const epsilon = guided ? 81 * (20 + 8 * n) : 2 ** 30;
  const luma = grid(mask, (x, y) => {
    const at = y * guide.stride + 4 * x;
    const [r, g, b] = guide.data.subarray(at, at + 3);
    return lumaOf(r, g, b, frame.color) - 128;
  });
  const value = grid(mask, (x, y) => pixel(mask, x, y));
  const squares = grid(
    mask,
    (x, y) => (brightness(guide, x, y) - brightness(before, x, y)) ** 2,
  );
  const slope = grid(mask, (x, y) => {
    const [l, m] = [around(luma, x, y, 1), around(value, x, y, 1)];
    const both = around((i, j) => luma(i, j) * value(i, j), x, y, 1);
    const square = around((i, j) => luma(i, j) ** 2, x, y, 1);
    const line = Math.trunc(f((9 * both - l * m) * 2048 / f(9 * square - l * l + epsilon)));
    return clamp(line, -16383, 16383);
  });
  const base = grid(mask, (x, y) => {
    const moved = Math.floor(slope(x, y) * around(luma, x, y, 1) / 256);
    return 8 * around(value, x, y, 1) - moved;
  });
  const kept = Math.max(1, Math.round(256 * share));
  const calm = Math.round(25 * (1 + 1.5 * n));
  const moving = Math.round(25 * (2 + 2.5 * n));
  const scale = f((256 - kept) / (moving - calm));
  const slopes = grid(mask, (x, y) => Math.trunc(f(around(slope, x, y, 1) * f(1 / 9))));
  const bases = grid(mask, (x, y) => Math.trunc(f(around(base, x, y, 1) * f(1 / 81))));
  return {
    slopes,
    bases,
    weights: grid(mask, (x, y) => {
      if (slopes(x, y) === 0 && [0, 8 * 255].includes(bases(x, y))) return 256; // sure of itself
      const over = clamp(around(squares, x, y, 2) - calm, 0, moving - calm);
      return kept + Math.trunc(f(over * scale));
    }),
    jump: Math.round(4 + 2 * Math.sqrt(n)),
  };
}

export function refRefine(job: Refine): void {
  const { mask, frame, into } = job;
  const { slopes, bases, weights, jump } = termsOf(job);
  each(into, (x, y) => {
    const across = position(x, mask.width, into.width, mask.width);
    const down = position(y, mask.height, into.height, mask.height);
    const at = (terms: (x: number, y: number) => number): number => {
      const inRow = (row: number): number => {
        const here = terms(across.index, row);
        return here + part(terms(across.index + 1, row) - here, across.fraction);
      };
      const upper = inRow(down.index);
      return upper + part(inRow(down.index + 1) - upper, down.fraction);
    };
    const light = (pixel(frame.y, x, y) - 128) * 128;
    const line = clamp((part(at(slopes), light) + at(bases) + 4) >> 3, 0, 255);
    const was = pixel(into, x, y);
    const step = line - was;
    const over = 16 * Math.max(Math.abs(step) - jump, 0);
    const weight = Math.min(Math.max(at(weights), over), 256);
    return was + ((step * weight + 128) >> 8);
  });
}

/** Every pixel of a disc is looked at. */
export function refDilate(mask: Plane, into: Plane, px: number): void {
  const reach = Math.abs(px);
  const choose = px > 0 ? Math.max : Math.min;
  each(into, (x, y) => {
    let chosen = pixel(mask, x, y);
    for (let j = -reach; j <= reach; j++) {
      for (let i = -reach; i <= reach; i++) {
        if (i * i + j * j <= reach * reach) chosen = choose(chosen, pixel(mask, x + i, y + j));
      }
    }
    return chosen;
  });
}
