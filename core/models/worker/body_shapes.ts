/**
 * Shapes that a body is put together from, and how far points are from them. Lengths are pixels; distances are negative
 * inside.
 *
 * @module
 */

/** x, y of the beginning; the way to the end; 1 / its length squared; half width at the beginning; what the end's is more; the label. */
const NUMBERS = 8;
/** A rod's half width changes by at most so much of its length, so that distances change by at most 1 + this per pixel. */
export const STEEPEST = 0.2;

/** Limbs: from one point to another, round ends, half widths that change evenly. Allocates nothing but in its constructor. */
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

  /** `unit` multiplies both half widths. */
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

  /** From the rod's surface. */
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

/** A convex area with four corners, seen from either side, and a margin round it. */
export class Quad {
  /** Of each edge: the normal that points outwards, and how far the edge is from the origin along it. */
  readonly #edges = new Float64Array(12);
  #margin = 0;

  /** @param corners x, y of each, in their order round the area */
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

  /** From the margin's end; beyond a corner it is a little less than the true distance. */
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
