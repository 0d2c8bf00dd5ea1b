/**
 * The demo figure itself: head and shoulders, and a forearm that waves. Coordinates are design units with the middle of
 * the face at 0, 0; the chin is at 136, the shoulders begin at 230.
 *
 * @module
 */
import { type Canvas, linear, solid } from "./paint.ts";
import { FACE, paintHead, paintNose } from "./face.ts";
import { HAIR, SKIN, WOOL } from "./palette.ts";
import { curve, ellipse, type Path, stroke, symmetric } from "./path.ts";

/** What the figure fills, in design units; downwards the torso has no end. */
export const BODY_BOX = { left: -356, top: -216, right: 356 } as const;

/** The outline of the shoulders and what is below. */
export const TORSO: Path = symmetric(
  "0,196 64,204 128,236 226,270 290,330 322,440 336,640 340,1400",
);
const NECK: Path = symmetric("0,60 56,70 58,150 66,206 84,226 0,262");

/** Everything but the face's moving parts and the arm. */
export function paintBody(canvas: Canvas): void {
  paintBackHair(canvas);
  paintTorso(canvas);
  paintNeck(canvas);
  paintCollar(canvas);
  paintHead(canvas);
  paintFrontHair(canvas);
  paintNose(canvas);
}

/** The hair behind face and neck. */
export function paintBackHair(canvas: Canvas): void {
  const hair = symmetric("0,-196 84,-184 142,-118 156,-20 164,80 184,170 158,236 84,232 0,200");
  canvas.fill(hair, linear([0, -190], [0, 220], HAIR.middle, HAIR.dark));
  for (const side of [-1, 1]) {
    for (const [x, sway] of [[128, 10], [146, 16], [160, 12]]) {
      canvas.fill(
        stroke([[side * x, -40], [side * (x + sway / 2), 80], [side * (x + sway), 190]], 7, 3),
        solid(HAIR.light),
        { opacity: 0.5, blur: 2, clip: hair },
      );
    }
  }
}

/** The shoulders and what they wear. */
export function paintTorso(canvas: Canvas): void {
  canvas.fill(TORSO, linear([-200, 220], [220, 760], WOOL.light, WOOL.middle, "#cf8620"));
  // Light from the window on the right shoulder, shade towards the sides.
  canvas.fill(ellipse(250, 330, 70, 90), solid("#ffd884"), { opacity: 0.6, blur: 36, clip: TORSO });
  for (const side of [-1, 1]) {
    canvas.fill(
      stroke([[side * 352, 380], [side * 352, 620], [side * 352, 1300]], 90),
      solid(WOOL.dark),
      {
        opacity: 0.55,
        blur: 26,
        clip: TORSO,
      },
    );
    // The fold between arm and chest.
    canvas.fill(
      stroke([[side * 196, 400], [side * 214, 520], [side * 206, 760]], 8, 20),
      solid(WOOL.dark),
      {
        opacity: 0.55,
        blur: 8,
        clip: TORSO,
      },
    );
    canvas.fill(
      stroke([[side * 120, 330], [side * 96, 430], [side * 104, 540]], 5, 14),
      solid(WOOL.dark),
      {
        opacity: 0.16,
        blur: 7,
        clip: TORSO,
      },
    );
  }
  canvas.fill(ellipse(0, 214, 150, 66), solid("#7c4508"), { opacity: 0.4, blur: 20, clip: TORSO });
}

/** The neck, and the shade of the chin on it. */
export function paintNeck(canvas: Canvas): void {
  canvas.fill(ellipse(0, 200, 98, 26), solid(WOOL.dark));
  canvas.fill(NECK, linear([0, 90], [0, 240], SKIN.middle, SKIN.middle, SKIN.light));
  canvas.fill(ellipse(-4, 118, 100, 62), solid("#99502f"), { opacity: 0.55, blur: 14, clip: NECK });
  for (const side of [-1, 1]) {
    canvas.fill(
      stroke([[side * 10, 244], [side * 30, 226], [side * 58, 218]], 5, 2),
      solid(SKIN.dark),
      {
        opacity: 0.45,
        blur: 2,
        clip: NECK,
      },
    );
  }
}

/** A rolled collar with ribs. */
export function paintCollar(canvas: Canvas): void {
  const roll = curve(
    "-98,188 -62,212 0,229 62,212 98,188 114,200 108,228 82,252 0,275 -82,252 -108,228 -114,200",
  );
  canvas.fill(roll, solid("#7c4508"), { opacity: 0.5, blur: 7, clip: TORSO });
  canvas.fill(roll, linear([0, 190], [0, 274], "#ffcf68", WOOL.middle));
  for (let i = -8; i <= 8; i++) {
    const x = i * 11.5;
    const drop = 1 - (x / 100) ** 2;
    canvas.fill(
      stroke([[x, 194 + 36 * drop], [x * 1.02, 214 + 40 * drop], [x, 232 + 44 * drop]], 2.4),
      solid(WOOL.dark),
      {
        opacity: 0.45,
        blur: 0.8,
        clip: roll,
      },
    );
  }
}

/** The hair over the forehead. */
export function paintFrontHair(canvas: Canvas): void {
  const fringe = curve(
    "34,-204 108,-176 146,-92 140,4 124,66 112,20 104,-36 76,-80 28,-122 -8,-98 -60,-66 -96,-38 -110,16 -122,66 -142,0 -144,-96 -96,-182 -30,-208",
  );
  canvas.fill(fringe, solid("#7a3a20"), { opacity: 0.5, blur: 9, clip: FACE });
  canvas.fill(fringe, linear([-90, -200], [100, 60], HAIR.middle, "#5a3326", HAIR.dark));
  const strands: readonly [number, number][][] = [
    [[22, -184], [-50, -168], [-104, -96], [-128, -10]],
    [[26, -160], [-30, -138], [-90, -84], [-118, -20]],
    [[28, -142], [-8, -122], [-60, -86], [-98, -50]],
    [[40, -184], [92, -152], [124, -84], [130, 0]],
    [[36, -160], [80, -124], [112, -64], [122, 6]],
  ];
  for (const points of strands) {
    canvas.fill(stroke(points, 9, 3), solid("#96603f"), { opacity: 0.5, blur: 3, clip: fringe });
  }
  canvas.fill(stroke("-104,-128 -60,-168 0,-186", 8, 12), solid("#c58a5e"), {
    opacity: 0.5,
    blur: 8,
    clip: fringe,
  });
}
