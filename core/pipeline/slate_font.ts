/**
 * The few words on a slate, in letters of five by seven dots.
 *
 * @module
 */
import type { Plane } from "../media/frame.ts";

const COLUMNS = 5;
const ROWS = 7;
/** Dots from one letter to the next. */
const ADVANCE = COLUMNS + 1;
/** Where the text stands, and how high its letters are, of half the shorter side. */
const TOP = 1.5;
const LETTER = 0.1;

/** A row of five dots a number, the leftmost the highest bit, from the top. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  A: [14, 17, 17, 31, 17, 17, 17],
  B: [30, 17, 17, 30, 17, 17, 30],
  C: [14, 17, 16, 16, 16, 17, 14],
  D: [30, 17, 17, 17, 17, 17, 30],
  E: [31, 16, 16, 30, 16, 16, 31],
  F: [31, 16, 16, 30, 16, 16, 16],
  G: [14, 17, 16, 23, 17, 17, 14],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  J: [7, 2, 2, 2, 2, 18, 12],
  K: [17, 18, 20, 24, 20, 18, 17],
  L: [16, 16, 16, 16, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  N: [17, 25, 21, 19, 17, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  Q: [14, 17, 17, 17, 21, 18, 13],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  U: [17, 17, 17, 17, 17, 17, 14],
  V: [17, 17, 17, 17, 17, 10, 4],
  W: [17, 17, 17, 21, 21, 27, 17],
  X: [17, 17, 10, 4, 10, 17, 17],
  Y: [17, 17, 10, 4, 4, 4, 4],
  Z: [31, 1, 2, 4, 8, 16, 31],
};

/** Writes capital letters and spaces in the middle below a slate's camera. What would be too small to read is left out. */
export function drawText(luma: Plane, text: string, value: number): void {
  const unit = Math.min(luma.width, luma.height) / 2;
  const dot = Math.floor(LETTER * unit / ROWS);
  const width = (text.length * ADVANCE - 1) * dot;
  if (dot < 1 || width > luma.width) return;
  const left = Math.floor((luma.width - width) / 2);
  const top = Math.floor(luma.height / 2 - unit + TOP * unit);
  [...text.toUpperCase()].forEach((letter, place) => {
    (LETTERS[letter] ?? []).forEach((dots, row) => {
      for (let column = 0; column < COLUMNS; column++) {
        if (!(dots >> (COLUMNS - 1 - column) & 1)) continue;
        const x = left + (place * ADVANCE + column) * dot;
        for (let line = 0; line < dot; line++) {
          const start = (top + row * dot + line) * luma.stride + x;
          luma.data.fill(value, start, start + dot);
        }
      }
    });
  });
}
