/**
 * Outlines for the demo figure: closed polygons, and how much of each pixel they cover.
 *
 * @module
 */

/** A closed polygon in design units: x0, y0, x1, y1, … */
export type Path = Float64Array;

/** Where a curve runs: pairs, or the same as text, `"0,10 20,30"`, which keeps a long outline on few lines. */
export type Points = string | readonly (readonly [number, number])[];

function pairs(points: Points): readonly (readonly [number, number])[] {
  if (typeof points !== "string") return points;
  return points.split(" ").map((text) => {
    const [x, y] = text.split(",").map(Number);
    return [x, y] as const;
  });
}

/** Straight segments in each stretch of a curve. */
const STEPS = 10;

/** An ellipse, optionally turned by `angle` radians. */
export function ellipse(cx: number, cy: number, rx: number, ry = rx, angle = 0): Path {
  const count = 64;
  const path = new Float64Array(count * 2);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  for (let i = 0; i < count; i++) {
    const x = rx * Math.cos(2 * Math.PI * i / count);
    const y = ry * Math.sin(2 * Math.PI * i / count);
    path[2 * i] = cx + x * cos - y * sin;
    path[2 * i + 1] = cy + x * sin + y * cos;
  }
  return path;
}

/** Straight lines through the points. */
export function polygon(points: Points): Path {
  return Float64Array.from(pairs(points).flat());
}

/** A rectangle with rounded corners. */
export function box(x: number, y: number, width: number, height: number, radius = 0): Path {
  if (radius === 0) {
    return polygon([[x, y], [x + width, y], [x + width, y + height], [x, y + height]]);
  }
  const points: [number, number][] = [];
  for (let corner = 0; corner < 4; corner++) {
    const cx = corner === 0 || corner === 3 ? x + width - radius : x + radius;
    const cy = corner < 2 ? y + height - radius : y + radius;
    for (let i = 0; i <= STEPS; i++) {
      const angle = (corner + i / STEPS) * Math.PI / 2;
      points.push([cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)]);
    }
  }
  return polygon(points);
}

/** A smooth closed curve through the points (Catmull-Rom). */
export function curve(points: Points): Path {
  const through = pairs(points);
  const count = through.length;
  const path = new Float64Array(count * STEPS * 2);
  for (let i = 0; i < count; i++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((offset) => through[(i + offset + count) % count]);
    for (let step = 0; step < STEPS; step++) {
      const t = step / STEPS;
      const at = 2 * (i * STEPS + step);
      for (let axis = 0; axis < 2; axis++) {
        path[at + axis] = 0.5 * (2 * b[axis] + (c[axis] - a[axis]) * t +
          (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t * t +
          (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t * t * t);
      }
    }
  }
  return path;
}

/** A curve and its mirror image about x = 0, for a shape given by its right half from top to bottom. */
export function symmetric(half: Points): Path {
  const right = pairs(half);
  const left = right.filter(([x]) => x !== 0).toReversed().map(([x, y]) => [-x, y] as const);
  return curve([...right, ...left]);
}

/** A line with round ends that runs through the points, `from` wide at its start and `to` at its end. */
export function stroke(points: Points, from: number, to = from): Path {
  const through = pairs(points);
  const last = through.length - 1;
  const there: [number, number][] = [];
  const back: [number, number][] = [];
  for (let i = 0; i <= last; i++) {
    const [ax, ay] = through[Math.max(i - 1, 0)];
    const [bx, by] = through[Math.min(i + 1, last)];
    const half = (from + (to - from) * i / last) / 2 / Math.hypot(bx - ax, by - ay);
    const alongX = (bx - ax) * half;
    const alongY = (by - ay) * half;
    const [x, y] = through[i];
    if (i === 0) there.push([x - alongX, y - alongY]);
    there.push([x - alongY, y + alongX]);
    if (i === last) there.push([x + alongX, y + alongY]);
    back.unshift([x + alongY, y - alongX]);
  }
  return curve([...there, ...back]);
}

/** How much of each pixel of a rectangle is inside: 0..1, row by row. */
export interface Coverage {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Where a canvas lies: pixel = (design − origin) · scale, and how large it is in pixels. */
export interface Viewport {
  readonly scale: number;
  readonly originX: number;
  readonly originY: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The exact area of each pixel that lies inside a path, cut to the viewport. Signed areas of the edges are summed along
 * each row (the method of font-rs). Where a path overlaps itself it counts once.
 */
export function cover(path: Path, view: Viewport, marginPx = 0): Coverage {
  const count = path.length / 2;
  const points = new Float64Array(path.length);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const x = points[2 * i] = (path[2 * i] - view.originX) * view.scale;
    const y = points[2 * i + 1] = (path[2 * i + 1] - view.originY) * view.scale;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const x = Math.max(Math.floor(left) - marginPx, -marginPx);
  const y = Math.max(Math.floor(top) - marginPx, -marginPx);
  // Two columns more than the path needs: an edge also adds to the pixel on its right.
  const width = Math.max(Math.min(Math.ceil(right), view.width) + marginPx - x, 0) + 2;
  const height = Math.max(Math.min(Math.ceil(bottom), view.height) + marginPx - y, 0);
  const data = new Float32Array(width * height);
  for (let i = 0; i < count; i++) {
    const j = (i + 1) % count;
    addEdge(data, width, height, [
      points[2 * i] - x,
      points[2 * i + 1] - y,
      points[2 * j] - x,
      points[2 * j + 1] - y,
    ]);
  }
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let at = row * width; at < (row + 1) * width; at++) {
      sum += data[at];
      data[at] = Math.min(Math.abs(sum), 1);
    }
  }
  return { x, y, width, height, data };
}

/** Adds what an edge contributes to the pixels on and right of it. */
function addEdge(areas: Float32Array, stride: number, height: number, edge: number[]): void {
  const sign = edge[1] < edge[3] ? 1 : -1;
  const [x0, y0, x1, y1] = sign > 0 ? edge : [edge[2], edge[3], edge[0], edge[1]];
  if (y0 === y1) return;
  const slope = (x1 - x0) / (y1 - y0);
  const limit = stride - 2;
  for (let row = Math.max(Math.floor(y0), 0); row < Math.min(Math.ceil(y1), height); row++) {
    const from = Math.max(y0, row);
    const to = Math.min(y1, row + 1);
    const amount = sign * (to - from);
    const a = Math.min(Math.max(x0 + (from - y0) * slope, 0), limit);
    const b = Math.min(Math.max(x0 + (to - y0) * slope, 0), limit);
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const first = Math.floor(low);
    const base = row * stride;
    if (high <= first + 1) {
      const inside = 1 - ((low + high) / 2 - first);
      areas[base + first] += amount * inside;
      areas[base + first + 1] += amount * (1 - inside);
      continue;
    }
    // The edge crosses several pixels of this row: share its height by the part of each that lies right of it.
    let before = 0;
    for (let column = first; column <= Math.ceil(high); column++) {
      const upTo = integral(column + 1, low, high);
      areas[base + column] += amount * (upTo - before);
      before = upTo;
    }
  }
}

/** The mean of `clamp(x - position, 0, 1)` summed to `x`, for positions spread evenly over `low..high`. */
function integral(x: number, low: number, high: number): number {
  const area = (edge: number): number => {
    if (edge <= low) return 0;
    if (edge >= high) return edge - (low + high) / 2;
    return (edge - low) ** 2 / (2 * (high - low));
  };
  return area(x) - area(x - 1);
}
