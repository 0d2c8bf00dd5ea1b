/** The normalised blurs: blocks to cells, three boxes across and three down or a disc, then value by weight. @module */
import type { Plane } from "../../core/media/frame.ts";
import type { Blur } from "../../core/media/kernels.ts";
import { blurDivisor, Box, discRadius } from "../../ffi/kernel_blur.ts";
import { each, pixel } from "./layouts.ts";
import { bilinear, maskScale, withEdge } from "./scale.ts";

/** Cells by row and column. */
type Cells = number[][];

/** Where blocks begin, and where the last one ends. */
function edges(pixels: number, cells: number, begin: (cell: number) => number): number[] {
  return [...Array.from({ length: cells }, (_, cell) => begin(cell)), pixels];
}

/** One box along rows, edges repeated, in 1/65536, to nearest. */
function box(cells: Cells, { radius, centre, ends }: Box): Cells {
  return cells.map((row) => {
    const at = (x: number): number => row[Math.max(0, Math.min(row.length - 1, x))];
    return row.map((_, x) => {
      let sum = (at(x - radius - 1) + at(x + radius + 1)) * ends;
      for (let k = -radius; k <= radius; k++) sum += at(x + k) * centre;
      return Math.floor((sum + 32768) / 65536);
    });
  });
}

function turn(cells: Cells): Cells {
  return cells[0].map((_, x) => cells.map((row) => row[x]));
}

function boxes(cells: Cells, shape: Box): Cells {
  let down = turn(cells);
  for (let i = 0; i < 3; i++) down = box(down, shape);
  let across = turn(down);
  for (let i = 0; i < 3; i++) across = box(across, shape);
  return across;
}

function sum(cells: Cells): number {
  return cells.flat().reduce((all, value) => all + value, 0);
}

/** Of one plane: value by weight (256 for all without a mask), and 256 * weight. */
interface PlaneCells {
  readonly values: Cells;
  readonly weights: Cells;
}

function cellsOf(
  { source, except, edge, sigmaPx, shape, into }: Blur,
  { plane, out, shift }: { plane: Plane; out: Plane; shift: number },
): PlaneCells {
  // Columns are taken in pairs where cells are larger than a pixel.
  const pair = blurDivisor(sigmaPx, shape) > 1 ? 2 : 1;
  const columns = edges(
    plane.width,
    out.width,
    (cell) => pair * Math.ceil(cell * source.width / (pair * into.width)),
  );
  const rows = edges(
    plane.height,
    out.height,
    (cell) => Math.floor(cell * source.height / into.height),
  );
  const weightAt = (x: number, y: number): number =>
    except ? 255 - withEdge(bilinear(maskScale(except, source, shift), x, y), edge) : 256;
  const cells = (value: (x: number, y: number) => number): Cells =>
    rows.slice(1).map((bottom, r) =>
      columns.slice(1).map((right, c) => {
        let total = 0;
        for (let y = rows[r]; y < bottom; y++) {
          for (let x = columns[c]; x < right; x++) total += value(x, y);
        }
        const count = (right - columns[c]) * (bottom - rows[r]);
        return Math.floor((total + Math.floor(count / 2)) / count);
      })
    );
  return {
    values: cells((x, y) => pixel(plane, x, y) * weightAt(x, y)),
    weights: except ? cells((x, y) => weightAt(x, y) * 256) : [],
  };
}

/** The mean of all that counts. */
function overall({ values, weights }: PlaneCells): number {
  const all = sum(weights);
  return all === 0 ? 128 : Math.floor((sum(values) * 256 + Math.floor(all / 2)) / all);
}

/** To nearest as float arithmetic does it: halves to even. */
function rounded(above: number, below: number): number {
  const quotient = Math.fround(Math.fround(above) / Math.fround(below));
  return Math.min(255, Math.fround(quotient + 2 ** 23) - 2 ** 23);
}

function refGaussian(job: Blur): void {
  const { source, except, sigmaPx, into } = job;
  const blurPlane = (plane: Plane, out: Plane, shift: number): void => {
    const shape = new Box();
    shape.fit(sigmaPx / (1 << shift), blurDivisor(sigmaPx));
    const cells = cellsOf(job, { plane, out, shift });
    const blurred = boxes(cells.values, shape);
    if (!except) return each(out, (x, y) => (blurred[y][x] + 128) >> 8);
    const fallback = overall(cells);
    const blurredWeights = boxes(cells.weights, shape);
    each(out, (x, y) => {
      const rest = (65280 - blurredWeights[y][x]) >> 8;
      return rounded(blurred[y][x] * 256 + rest * fallback, blurredWeights[y][x] + rest);
    });
  };
  blurPlane(source.y, into.y, 0);
  blurPlane(source.u, into.u, 1);
  blurPlane(source.v, into.v, 1);
}

/** How much of a row the disc covers, in half cells, and of how many rows: `[1, 3, …, 3, 1]`. */
function discWidths(radius: number): number[] {
  const half: number[] = [];
  for (let row = 0; row * 16 <= radius; row++) {
    const exact = Math.sqrt(radius * radius - 256 * row * row) / 8;
    const width = Math.max(row === 0 ? 1 : 0, Math.floor(exact + 0.5));
    if (width === 0) break;
    half.push(width);
  }
  return [...half.slice(1).reverse(), ...half];
}

/** Twice the sums over the disc; what lies outside counts nothing. */
function discSums(cells: Cells, widths: readonly number[]): Cells {
  const reach = (widths.length - 1) / 2;
  return cells.map((line, y) =>
    line.map((_, x) => {
      let total = 0;
      widths.forEach((width, i) => {
        const row = cells[y + i - reach] ?? [];
        for (let k = -(width >> 1); k <= width >> 1; k++) {
          const whole = width % 2 === 1 || Math.abs(k) < width / 2;
          total += (row[x + k] ?? 0) * (whole ? 2 : 1);
        }
      });
      return total;
    })
  );
}

function refBokeh(job: Blur): void {
  const { source, except, sigmaPx, into } = job;
  const radius = discRadius(sigmaPx, blurDivisor(sigmaPx, "bokeh"));
  const colors = ({ values, weights }: PlaneCells): Cells =>
    values.map((line, y) =>
      line.map((value, x) =>
        except ? rounded(value * 256, Math.max(1, weights[y][x])) : (value + 128) >> 8
      )
    );
  const luma = colors(cellsOf(job, { plane: source.y, out: into.y, shift: 0 }));
  const gains = luma.map((line) =>
    line.map((color) => 8 + (Math.max(0, Math.min(235, color) - 180) ** 2 * 21 >> 8))
  );
  const chromaGain = (x: number, y: number): number => {
    const right = Math.min(2 * x + 1, into.width - 1);
    const lower = gains[Math.min(2 * y + 1, into.height - 1)];
    const upper = gains[2 * y];
    return (upper[2 * x] + upper[right] + lower[2 * x] + lower[right] + 2) >> 2;
  };
  const blurPlane = (plane: Plane, out: Plane, shift: number): void => {
    const widths = discWidths((radius + shift) >> shift);
    const cells = cellsOf(job, { plane, out, shift });
    const weights = cells.values.map((line, y) =>
      line.map((_, x) => {
        const weight = except ? (cells.weights[y][x] + 128) >> 8 : 255;
        return (weight * (shift ? chromaGain(x, y) : gains[y][x]) + 4) >> 3;
      })
    );
    const values = colors(cells).map((line, y) => line.map((color, x) => color * weights[y][x]));
    const [above, below] = [discSums(values, widths), discSums(weights, widths)];
    const full = except ? 255 * 2 * widths.reduce((all, width) => all + width, 0) : 0;
    const fallback = except ? overall(cells) : 0;
    each(out, (x, y) => {
      const rest = below[y][x] < full ? ((full - below[y][x]) >> 10) + 1 : 0;
      return rounded(above[y][x] + rest * fallback, below[y][x] + rest);
    });
  };
  blurPlane(source.y, into.y, 0);
  blurPlane(source.u, into.u, 1);
  blurPlane(source.v, into.v, 1);
}

export function refBlur(job: Blur): void {
  if (job.shape === "bokeh") refBokeh(job);
  else refGaussian(job);
}
