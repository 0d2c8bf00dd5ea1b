/** One picture over another, and what spills from it. @module */
import type { Frame, Plane } from "../../core/media/frame.ts";
import type { Composite, Spill } from "../../core/media/kernels.ts";
import { each, pixel, refPack } from "./layouts.ts";
import { bilinear, maskScale, part, withEdge } from "./scale.ts";

/** A frame of its own, rows without padding. */
function frameLike({ width, height, color }: Frame): Frame {
  const plane = (w: number, h: number): Plane => (
    { data: new Uint8Array(w * h), stride: w, width: w, height: h }
  );
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const [y, u, v] = [plane(width, height), plane(w, h), plane(w, h)];
  return { format: "i420", width, height, y, u, v, color };
}

/** Bytes are those of the finished frame, packed. */
export function refComposite(job: Composite): void {
  if (!("layout" in job.into)) return compositeFrame(job, job.into);
  const finished = frameLike(job.foreground);
  compositeFrame(job, finished);
  refPack(finished, job.into);
}

/** One of the three planes below each other. */
function third({ data, stride, width, height }: Plane, part: number): Plane {
  const rows = height / 3;
  return { data: data.subarray(part * rows * stride), stride, width, height: rows };
}

function compositeFrame(
  { foreground, background, mask, edge, spill }: Composite,
  into: Frame,
): void {
  const plane = (index: number, front: Plane, back: Plane, out: Plane): void => {
    const shift = index === 0 ? 0 : 1;
    const through = maskScale(mask, into, shift);
    const behind = { plane: back, from: background, to: into };
    const spills = spill ? maskScale(third(spill, index), into, shift) : null;
    each(out, (x, y) => {
      const m = withEdge(bilinear(through, x, y), edge);
      const mixed = Math.round((pixel(front, x, y) * m + bilinear(behind, x, y) * (255 - m)) / 255);
      if (!spills || m === 0 || m === 255) return mixed;
      const difference = (bilinear(spills, x, y) - 128) * 128;
      const added = (part(difference, m * (255 - m) * 2) + 128) >> 8;
      return Math.min(Math.max(mixed + added, 0), 255);
    });
  };
  plane(0, foreground.y, background.y, into.y);
  plane(1, foreground.u, background.u, into.u);
  plane(2, foreground.v, background.v, into.v);
}

const f = Math.fround;

/** Sums of a cell of 8x8 pixels on one side of the outline: chroma pixels, luma (four pixels each), U, V. */
function sideOf({ frame, mask, edge }: Spill, side: 0 | 255) {
  const { y, u, v, width, height } = frame;
  const through = maskScale(mask, frame, 1);
  const [across, down] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  return (cellX: number, cellY: number): number[] => {
    const sums = [0, 0, 0, 0];
    for (let j = 4 * cellY; j < Math.min(4 * cellY + 4, down); j += 2) {
      for (let i = 4 * cellX; i < Math.min(4 * cellX + 4, across); i++) {
        if (withEdge(bilinear(through, i, j), edge) !== side) continue;
        sums[0]++;
        for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
          sums[1] += pixel(y, 2 * i + dx, 2 * j + dy);
        }
        sums[2] += pixel(u, i, j);
        sums[3] += pixel(v, i, j);
      }
    }
    return sums;
  };
}

export function refSpill(job: Spill): void {
  const { frame, into } = job;
  const rows = into.height / 3;
  const through = maskScale(job.mask, frame, 1);
  const [right, below] = [Math.ceil(frame.width / 2) - 1, Math.ceil(frame.height / 2) - 1];
  const isOutline = (x: number, y: number): boolean => {
    if (x < 0 || y < 0 || x >= into.width || y >= rows) return false;
    const found = new Set<number>();
    for (let j = 4 * y; j < 4 * y + 4; j++) {
      for (let i = 4 * x; i < 4 * x + 4; i++) {
        const at = bilinear(through, Math.min(i, right), Math.min(j, below));
        found.add(withEdge(at, job.edge));
      }
    }
    return found.size > 1 || ![0, 255].includes([...found][0]);
  };
  const [front, back] = [sideOf(job, 255), sideOf(job, 0)];
  const parts = [0, 1, 2].map((part) => third(into, part));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < into.width; x++) {
      const [sum, other] = [[0, 0, 0, 0], [0, 0, 0, 0]];
      let beside = false;
      for (let j = -2; j <= 2; j++) {
        for (let i = -2; i <= 2; i++) {
          if (Math.abs(i) < 2 && Math.abs(j) < 2 && isOutline(x + i, y + j)) beside = true;
          if (x + i < 0 || y + j < 0 || x + i >= into.width || y + j >= rows) continue;
          front(x + i, y + j).forEach((value, k) => sum[k] += value);
          back(x + i, y + j).forEach((value, k) => other[k] += value);
        }
      }
      const known = beside && sum[0] > 0 && other[0] > 0;
      parts.forEach((plane, part) => {
        const k = part + 1;
        const difference = f(f(sum[k] / sum[0]) - f(other[k] / other[0]));
        const half = f(f(f(difference / (part === 0 ? 4 : 1)) * 0.5) + f(128.5));
        plane.data[y * plane.stride + x] = known ? Math.trunc(half) : 128;
      });
    }
  }
}
