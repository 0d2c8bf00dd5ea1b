/** The normalised blur: blocks to cells, three boxes across and three down, then value by weight. @module */
import type { Plane } from "../../core/frame.ts";
import type { Blur } from "../../core/ports.ts";
import { blurDivisor, Box } from "../../ffi/kernel_blur.ts";
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

export function refBlur({ source, except, edge, sigmaPx, into }: Blur): void {
  const blurPlane = (plane: Plane, out: Plane, shift: number): void => {
    const shape = new Box();
    const divisor = blurDivisor(sigmaPx);
    shape.fit(sigmaPx / (1 << shift), divisor);
    // Columns are taken in pairs where cells are larger than a pixel.
    const pair = divisor > 1 ? 2 : 1;
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
    const values = cells((x, y) => pixel(plane, x, y) * weightAt(x, y));
    const blurred = boxes(values, shape);
    if (!except) return each(out, (x, y) => (blurred[y][x] + 128) >> 8);
    const weights = cells((x, y) => weightAt(x, y) * 256);
    const all = sum(weights);
    const fallback = all === 0 ? 128 : Math.floor((sum(values) * 256 + Math.floor(all / 2)) / all);
    const blurredWeights = boxes(weights, shape);
    each(out, (x, y) => {
      const rest = (65280 - blurredWeights[y][x]) >> 8;
      const above = blurred[y][x] * 256 + rest * fallback;
      const quotient = Math.fround(above / (blurredWeights[y][x] + rest));
      return Math.min(255, Math.fround(quotient + 2 ** 23) - 2 ** 23);
    });
  };
  blurPlane(source.y, into.y, 0);
  blurPlane(source.u, into.u, 1);
  blurPlane(source.v, into.v, 1);
}
