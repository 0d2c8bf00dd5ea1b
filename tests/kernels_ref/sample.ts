/** Another size by exact weights, one output pixel at a time. @module */
import type { Frame, Packed, Plane } from "../../core/media/frame.ts";
import { refRgb } from "./color.ts";
import { pixel } from "./layouts.ts";

/** Weights are rounded to parts of this when they would need more. */
const SUM_MAX = 4096;

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

interface Weights {
  first: number;
  weights: number[];
  sum: number;
}

/** `t / whole` of `sum`, halves up. */
function part(t: number, whole: number, sum: number): number {
  return Math.floor((2 * t * sum + whole) / (2 * whole));
}

/**
 * What output pixel `j` takes from the source along one axis. A source pixel has length `unit * into`, an output pixel
 * `size`, both divided by what they have in common.
 */
function weightsOf(
  j: number,
  axis: { size: number; unit: number; pixels: number; into: number },
): Weights {
  const divisor = divisorOf(axis.size, axis.into * axis.unit);
  const source = axis.into * axis.unit / divisor;
  const output = axis.size / divisor;
  const weights = new Array<number>(axis.pixels).fill(0);
  if (output >= source) {
    const sum = Math.min(output, SUM_MAX);
    for (let i = 0; i < axis.pixels; i++) {
      const within = (t: number): number => Math.max(0, Math.min(output, t - j * output));
      const from = part(within(i * source), output, sum);
      weights[i] = part(within((i + 1) * source), output, sum) - from;
    }
    return { first: 0, weights, sum };
  }
  const whole = 2 * source;
  const sum = Math.min(whole, SUM_MAX);
  const centre = Math.max(
    0,
    Math.min(whole * (axis.pixels - 1), (2 * j + 1) * output - source),
  );
  const first = Math.floor(centre / whole);
  const second = part(centre % whole, whole, sum);
  weights[first] = sum - second;
  if (second > 0) weights[first + 1] = second;
  return { first: 0, weights, sum };
}

function resize(
  plane: Plane,
  shift: number,
  frame: Frame,
  into: { width: number; height: number },
): number[][] {
  const unit = 1 << shift;
  const across = Array.from(
    { length: into.width },
    (_, j) => weightsOf(j, { size: frame.width, unit, pixels: plane.width, into: into.width }),
  );
  return Array.from({ length: into.height }, (_, row) => {
    const down = weightsOf(row, {
      size: frame.height,
      unit,
      pixels: plane.height,
      into: into.height,
    });
    return across.map(({ weights, sum }) => {
      let total = 0;
      for (let y = 0; y < plane.height; y++) {
        if (down.weights[y] === 0) continue;
        for (let x = 0; x < plane.width; x++) {
          total += down.weights[y] * weights[x] * pixel(plane, x, y);
        }
      }
      const all = sum * down.sum;
      return Math.floor((total + Math.floor(all / 2)) / all);
    });
  });
}

export function refSample(frame: Frame, into: Packed): void {
  const y = resize(frame.y, 0, frame, into);
  const u = resize(frame.u, 1, frame, into);
  const v = resize(frame.v, 1, frame, into);
  for (let row = 0; row < into.height; row++) {
    for (let x = 0; x < into.width; x++) {
      const rgb = refRgb(y[row][x], u[row][x], v[row][x], frame.color);
      into.data.set([...rgb, 255], row * into.stride + 4 * x);
    }
  }
}
