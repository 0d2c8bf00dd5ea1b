/**
 * The shapes that a body consists of, and the distances of points from them. Lengths are in pixels. Distances are negative inside
 * a shape.
 *
 * @module
 */

/**
 * The numbers of a rod: x and y of its start, x and y of the vector to its end, 1 / (its length squared), the half width at the
 * start, the difference of the half width at the end, the label.
 */
const NUMBERS = 8;
/** The largest change of a rod's half width per length, so that distances change by at most 1 + this per pixel. */
export const STEEPEST = 0.2;

/** Limbs: rods with round ends and linearly changing half widths. It allocates only in its constructor. */
export class Rods {
  readonly #numbers: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#numbers = new Float64Array(most * NUMBERS);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds a rod. Both half widths are multiplied by `unit`. */
  add(
    x: number,
    y: number,
    toX: number,
    toY: number,
    [from, to]: readonly [number, number],
    unit: number,
    label: number,
  ): void {
    const [dx, dy] = [toX - x, toY - y];
    const square = dx * dx + dy * dy;
    const at = this.#count++ * NUMBERS;
    this.#numbers[at] = x;
    this.#numbers[at + 1] = y;
    this.#numbers[at + 2] = dx;
    this.#numbers[at + 3] = dy;
    this.#numbers[at + 4] = square > 0 ? 1 / square : 0;
    this.#numbers[at + 5] = from * unit;
    const most = STEEPEST * Math.sqrt(square);
    this.#numbers[at + 6] = Math.max(-most, Math.min((to - from) * unit, most));
    this.#numbers[at + 7] = label;
  }

  label(rod: number): number {
    return this.#numbers[rod * NUMBERS + 7];
  }

  /** The distance of a point from the surface of a rod. */
  distance(rod: number, x: number, y: number): number {
    const numbers = this.#numbers;
    const at = rod * NUMBERS;
    const px = x - numbers[at];
    const py = y - numbers[at + 1];
    const along = (px * numbers[at + 2] + py * numbers[at + 3]) * numbers[at + 4];
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const ex = px - t * numbers[at + 2];
    const ey = py - t * numbers[at + 3];
    return Math.sqrt(ex * ex + ey * ey) - numbers[at + 5] - t * numbers[at + 6];
  }
}

/** A convex quadrilateral with a margin around it. Its corners may be in either direction. */
export class Quad {
  /** Three numbers per edge: the outward unit normal, and the distance of the edge from the origin along it. */
  readonly #edges = new Float64Array(12);
  #margin = 0;

  /** @param corners x and y of the four corners, in order along the outline */
  set(corners: Float64Array, margin: number): void {
    let area = 0;
    for (let i = 0; i < 8; i += 2) {
      const j = (i + 2) % 8;
      area += corners[i] * corners[j + 1] - corners[j] * corners[i + 1];
    }
    const side = area < 0 ? -1 : 1;
    for (let i = 0; i < 8; i += 2) {
      const j = (i + 2) % 8;
      const [dx, dy] = [corners[j] - corners[i], corners[j + 1] - corners[i + 1]];
      const length = Math.sqrt(dx * dx + dy * dy) || 1;
      const [nx, ny] = [side * dy / length, -side * dx / length];
      const at = 3 * (i >> 1);
      this.#edges[at] = nx;
      this.#edges[at + 1] = ny;
      this.#edges[at + 2] = nx * corners[i] + ny * corners[i + 1];
    }
    this.#margin = margin;
  }

  /** The distance of a point from the outer end of the margin. Beyond a corner, it is a little less than the true distance. */
  distance(x: number, y: number): number {
    const edges = this.#edges;
    let most = -Infinity;
    for (let at = 0; at < 12; at += 3) {
      const beyond = edges[at] * x + edges[at + 1] * y - edges[at + 2];
      if (beyond > most) most = beyond;
    }
    return most - this.#margin;
  }
}
