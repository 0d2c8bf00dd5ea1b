/**
 * The demo figure's face, in the units of demo_person.ts: what stays, and the eyes and mouth that change.
 *
 * @module
 */
import { type Canvas, linear, radial, solid } from "./paint.ts";
import { HAIR, SKIN } from "./palette.ts";
import { curve, ellipse, type Path, stroke, symmetric } from "./path.ts";

/** The outline of the face. */
export const FACE: Path = symmetric("0,-136 66,-118 100,-62 105,10 92,72 56,122 0,138");
/** Ears, cheeks, shades. */
export function paintHead(canvas: Canvas): void {
  for (const side of [-1, 1]) {
    const ear = ellipse(side * 106, 14, 18, 30, side * 0.12);
    canvas.fill(ear, solid(SKIN.middle));
    canvas.fill(ellipse(side * 108, 16, 8, 17), solid(SKIN.dark), {
      opacity: 0.6,
      blur: 3,
      clip: ear,
    });
  }
  canvas.fill(FACE, radial([28, -30], 190, "#fbd0ad", SKIN.light, SKIN.middle));
  canvas.fill(stroke("-112,-60 -112,40 -72,128", 34, 26), solid(SKIN.dark), {
    opacity: 0.5,
    blur: 16,
    clip: FACE,
  });
  canvas.fill(ellipse(0, 142, 60, 20), solid(SKIN.dark), { opacity: 0.35, blur: 12, clip: FACE });
  for (const side of [-1, 1]) {
    canvas.fill(ellipse(side * 62, 50, 26, 18), solid("#ef6f5e"), {
      opacity: 0.4,
      blur: 12,
      clip: FACE,
    });
  }
}

/** The nose. */
export function paintNose(canvas: Canvas): void {
  canvas.fill(ellipse(3, 36, 19, 14), solid(SKIN.dark), { opacity: 0.4, blur: 6 });
  canvas.fill(stroke("-13,37 -4,45 8,44 15,36", 3, 3), solid("#a9583c"), {
    opacity: 0.75,
    blur: 0.8,
  });
  canvas.fill(ellipse(3, 22, 7, 13), solid("#ffe6cf"), { opacity: 0.7, blur: 5 });
}

/** Eyes and brows. `open` is 0 (closed) … 1; `raise` lifts the brows by so many units. */
export function paintEyes(canvas: Canvas, open: number, raise: number): void {
  for (const side of [-1, 1]) {
    const at = (points: readonly (readonly [number, number])[]): [number, number][] =>
      points.map(([x, y]) => [side * (46 + x), y]);
    const brow = at([[-25, -49 - raise], [-8, -56 - raise], [10, -56 - raise], [29, -45 - raise]]);
    canvas.fill(stroke(brow, 8, 4), solid(HAIR.dark), { opacity: 0.85, blur: 0.8 });
    const lid = -5 - 17 * open;
    if (open > 0.2) eyeball(canvas, side * 46, lid);
    const middle = open > 0.2 ? lid + 2 : 6;
    const edge = open > 0.2 ? 2 : 0;
    const lash = at([
      [-25, edge],
      [-13, middle + 3],
      [0, middle],
      [14, middle + 2],
      [30, edge - 4],
    ]);
    canvas.fill(stroke(lash, 4, 6), solid("#23120e"));
  }
}

function eyeball(canvas: Canvas, x: number, lid: number): void {
  const upper: [number, number][] = [[x - 25, 1], [x - 12, lid + 5], [x, lid + 2], [
    x + 12,
    lid + 5,
  ]];
  const lower: [number, number][] = [[x + 25, 1], [x + 12, 10], [x, 13], [x - 12, 10]];
  const white = curve([...upper, ...lower]);
  const iris = radial([x + 1, 3], 16, "#79ba96", "#33735f", "#17382f");
  canvas.fill(white, solid("#fffaf4"));
  canvas.fill(ellipse(x + 1, -4, 15), iris, { clip: white });
  canvas.fill(ellipse(x + 1, -4, 7.2), solid("#120c0a"), { clip: white });
  canvas.fill(ellipse(x + 6, -10, 4.4), solid("#ffffff"), { clip: white });
  canvas.fill(ellipse(x - 4, 3, 2.2), solid("#ffffff"), { opacity: 0.6, clip: white });
  canvas.fill(ellipse(x, lid, 28, 8), solid("#7c4a34"), { opacity: 0.4, blur: 3, clip: white });
}

/** The mouth: a smile, or a laugh that shows teeth. */
export function paintMouth(canvas: Canvas, laugh: boolean): void {
  if (!laugh) {
    canvas.fill(
      stroke("-36,74 -18,86 4,89 26,84 40,72", 5, 5),
      solid("#9c3b35"),
    );
    canvas.fill(ellipse(3, 98, 20, 5), solid("#e07c6a"), { opacity: 0.55, blur: 3 });
  } else {
    const mouth = curve("-44,70 -20,76 3,78 26,76 48,68 38,94 4,112 -31,97");
    canvas.fill(mouth, linear([0, 70], [0, 110], "#8c2f33", "#631f28"));
    canvas.fill(ellipse(3, 108, 26, 13), solid("#e8766c"), { clip: mouth });
    canvas.fill(
      curve("-40,66 3,70 44,64 34,84 3,89 -28,85"),
      solid("#fffaf4"),
      {
        clip: mouth,
      },
    );
    canvas.fill(stroke("-24,116 3,123 30,115", 4, 4), solid(SKIN.dark), {
      opacity: 0.5,
      blur: 2,
    });
  }
  for (const x of [-46, 51]) {
    canvas.fill(stroke([[x, 64], [x * 1.04, 70], [x, 77]], 3), solid("#b3614a"), {
      opacity: 0.6,
      blur: 1,
    });
  }
}
