/**
 * The colours of the solid frames: every number its own, so that a byte of another frame is noticed.
 *
 * @module
 */

/** Their size, which no other experiment has: what readers are told of a run before would be noticed. */
export const SOLID_SIZE = { width: 256, height: 144 };

/** Frames before the colours repeat. */
export const SOLID_PERIOD = 200;

/** Y, U, V of frame `n`. */
export function solidColor(n: number): readonly [number, number, number] {
  const k = n % SOLID_PERIOD;
  return [20 + k, 220 - k, 20 + ((k * 7) % SOLID_PERIOD)];
}

/** The number of the frame whose YUYV starts with these four bytes in hex; `null` if it is no solid frame of ours. */
export function solidNumber(hex: string): number | null {
  const [y0, u, y1, v] = [0, 2, 4, 6].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const n = y0 - 20;
  const [y, wantedU, wantedV] = solidColor(Math.max(n, 0));
  return n >= 0 && n < SOLID_PERIOD && y0 === y && y1 === y && u === wantedU && v === wantedV
    ? n
    : null;
}
