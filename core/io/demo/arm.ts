/**
 * The demo figure's raised forearm with its open hand, in the units of demo_person.ts.
 *
 * @module
 */
import { type Canvas, linear, solid } from "./paint.ts";
import { SKIN, WOOL } from "./palette.ts";
import { box, curve, polygon, stroke } from "./path.ts";

/** What the forearm and hand fill, in design units; downwards the sleeve has no end. */
export const ARM_BOX = { left: 184, top: -84, right: 384 } as const;

/** The raised forearm and open hand, upright over an elbow at 290, 520. */
export function paintArm(canvas: Canvas): void {
  const fingers: readonly [[number, number], [number, number], number][] = [
    [[262, 62], [246, -24], 27],
    [[282, 52], [276, -56], 29],
    [[304, 54], [308, -50], 28],
    [[325, 66], [338, -18], 25],
  ];
  const palm = curve("250,62 290,42 336,62 340,112 320,164 272,164 248,116");
  const thumb = stroke("262,140 230,104 208,66", 34, 26);
  canvas.fill(box(268, 120, 56, 90, 8), linear([268, 0], [324, 0], SKIN.light, SKIN.middle));
  canvas.fill(thumb, linear([200, 60], [270, 150], SKIN.light, SKIN.middle));
  canvas.fill(palm, linear([248, 60], [342, 130], "#fbd0ad", SKIN.light, SKIN.middle));
  for (const [base, tip, width] of fingers) {
    const middle: [number, number] = [(base[0] + tip[0]) / 2, (base[1] + tip[1]) / 2];
    const finger = stroke([base, middle, tip], width, width - 4);
    canvas.fill(
      finger,
      linear([tip[0] - 14, 0], [tip[0] + 18, 0], "#fbd0ad", SKIN.light, SKIN.middle),
    );
    canvas.fill(
      stroke([[middle[0] - 7, middle[1]], middle, [middle[0] + 7, middle[1]]], 2),
      solid(SKIN.dark),
      {
        opacity: 0.4,
        blur: 1,
      },
    );
  }
  canvas.fill(stroke("258,132 280,112 290,84", 3, 2), solid(SKIN.dark), {
    opacity: 0.5,
    blur: 1,
  });
  canvas.fill(stroke("262,92 294,84 326,92", 2, 2), solid(SKIN.dark), {
    opacity: 0.4,
    blur: 1,
  });
  sleeve(canvas);
}

function sleeve(canvas: Canvas): void {
  const cloth = polygon("254,190 340,190 362,420 366,9000 214,9000 226,420");
  canvas.fill(box(256, 170, 82, 18, 6), solid("#7c3f22"), {
    opacity: 0.35,
    blur: 6,
    clip: box(268, 120, 58, 90),
  });
  canvas.fill(cloth, linear([214, 0], [366, 0], "#fbcb66", WOOL.middle, "#b8741c"));
  for (const [y, drop] of [[300, 26], [380, 34], [450, 26]]) {
    canvas.fill(stroke([[236, y], [280, y + drop], [318, y + drop + 4]], 10, 3), solid(WOOL.dark), {
      opacity: 0.35,
      blur: 5,
      clip: cloth,
    });
  }
  const cuff = box(248, 176, 98, 38, 12);
  canvas.fill(cuff, linear([248, 0], [346, 0], "#ffcf68", WOOL.middle, "#b8741c"));
  for (let x = 257; x < 344; x += 10) {
    canvas.fill(stroke([[x, 178], [x, 195], [x, 212]], 2.4), solid(WOOL.dark), {
      opacity: 0.5,
      blur: 0.8,
      clip: cuff,
    });
  }
}
