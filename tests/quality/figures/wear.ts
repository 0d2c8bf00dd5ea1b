/**
 * Headwear and accessories of drawn figures. In the units of `core/io/demo/person.ts`.
 *
 * @module
 */
import { type Canvas, linear, solid } from "../../../core/io/demo/paint.ts";
import { curve, ellipse, type Path, stroke } from "../../../core/io/demo/path.ts";

/** Points on a part of an ellipse. */
function arc(
  [cx, cy, rx, ry]: readonly [number, number, number, number],
  from: number,
  to: number,
): [number, number][] {
  const count = 14;
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = Math.PI * (from + (to - from) * i / count);
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

function ring(place: readonly [number, number, number, number], width: number): readonly Path[] {
  return [stroke(arc(place, 0, 1), width), stroke(arc(place, 1, 2), width)];
}

/** Glasses with dark frames and slightly reflecting lenses. */
export function glasses(canvas: Canvas): void {
  for (const side of [-1, 1]) {
    const place = [side * 47, -2, 36, 31] as const;
    canvas.fill(ellipse(...place), solid("#dff2ff"), { opacity: 0.14 });
    canvas.fill(
      stroke([[side * 47 - 16, 10], [side * 47, -8], [side * 47 + 12, -22]], 7, 4),
      solid("#ffffff"),
      {
        opacity: 0.3,
        blur: 1,
      },
    );
    for (const path of ring(place, 7)) canvas.fill(path, solid("#1c1d22"));
    canvas.fill(
      stroke([[side * 82, -10], [side * 98, -12], [side * 114, -6]], 7, 6),
      solid("#1c1d22"),
    );
  }
  canvas.fill(stroke("-13,-6 0,-12 13,-6", 7), solid("#1c1d22"));
}

/** The band over the hair and the cups on the ears. */
export function headset(canvas: Canvas): void {
  canvas.fill(stroke(arc([0, -16, 139, 206], 1, 2), 20), solid("#22252b"));
  canvas.fill(stroke(arc([0, -16, 141, 209], 1.1, 1.9), 5), solid("#565c68"), { blur: 1 });
  for (const side of [-1, 1]) {
    canvas.fill(
      ellipse(side * 136, 14, 30, 54),
      linear([side * 106, 0], [side * 166, 0], "#3b3f48", "#17191d"),
    );
    canvas.fill(ellipse(side * 122, 14, 16, 44), solid("#101114"));
  }
}

/** The microphone's arm, from the cup to the mouth. */
export function microphone(canvas: Canvas): void {
  canvas.fill(stroke("-138,48 -134,98 -104,124 -66,120", 7, 6), solid("#1a1c20"));
  canvas.fill(ellipse(-60, 118, 15, 10, -0.2), solid("#0c0d0f"));
}

/** A hood behind the neck, and its strings. */
export function hood(canvas: Canvas): void {
  const cloth = curve("-150,250 -176,196 -120,128 0,112 120,128 176,196 150,250 0,300");
  canvas.fill(cloth, linear([0, 120], [0, 300], "#3a3f4a", "#1d2026"));
}
