/**
 * The painted parts of the demo figure, ready to be laid over pictures of one size.
 *
 * @module
 */
import type { Colorimetry, Frame } from "../../media/frame.ts";
import { ARM_BOX, paintArm } from "./arm.ts";
import { paintEyes, paintMouth } from "./face.ts";
import { EYES_OPEN } from "./motion.ts";
import { Canvas } from "./paint.ts";
import type { Viewport } from "./path.ts";
import { BODY_BOX, paintBody } from "./person.ts";
import { paintSprite, type Sprite } from "./yuv.ts";

/** Where the figure stands in a picture: pixel = design · scale + middle. */
export interface Stand {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** A part of a sprite that is painted anew: eyes, mouth. */
export interface Patch {
  /** Its top left corner in the sprite, even numbers. */
  readonly x: number;
  readonly y: number;
  readonly sprite: Sprite;
}

/** A sprite and the place of its top left corner in the picture. */
export interface Part {
  readonly sprite: Sprite;
  readonly x: number;
  readonly y: number;
}

/** All parts. */
export interface Figure {
  readonly body: Part;
  readonly arm: Part;
  /** By {@linkcode Pose.eyes}. */
  readonly eyes: readonly Patch[];
  /** A smile, a laugh. */
  readonly mouths: readonly Patch[];
}

/** How a figure looks. The demo's is the default; tests draw others. */
export interface Look {
  /** What the body fills, in design units; downwards it has no end. */
  readonly box: { readonly left: number; readonly top: number; readonly right: number };
  readonly paintBody: (canvas: Canvas) => void;
  readonly paintArm: (canvas: Canvas) => void;
  /** What lies over all of it, and over eyes and mouth. */
  readonly paintOver?: (canvas: Canvas) => void;
}

/** A figure in a picture. Left out: the demo's. */
export interface Painted {
  readonly look?: Look;
  readonly stand?: Stand;
}

const DEMO: Look = { box: BODY_BOX, paintBody, paintArm };
/** Design units that sprites reach below the picture, so that their ends stay out of sight. */
const BELOW = 24;
const EYES_BOX = { left: -82, top: -72, right: 82, bottom: 26 } as const;
const MOUTH_BOX = { left: -58, top: 54, right: 62, bottom: 132 } as const;

/** Head and shoulders fill the height of a wide picture, the width of a tall one. */
export function figureStand(width: number, height: number): Stand {
  const scale = Math.min(height / 720, width / 660);
  // The torso is painted down to 1400 units; 1000 of them reach the bottom of the tallest picture.
  return { scale, x: width / 2, y: Math.max(height * 0.43, height - 1000 * scale) };
}

/** Paints everything. Takes some 100 ms for 1280x720. */
export function paintFigure(
  { width, height, color }: Omit<Frame, "y" | "u" | "v">,
  { look = DEMO, stand = figureStand(width, height) }: Painted = {},
): Figure {
  const bottom = (height - stand.y) / stand.scale + BELOW;
  const body = canvasFor({ ...look.box, bottom }, stand);
  look.paintBody(body.canvas);
  look.paintOver?.(body.canvas);
  const arm = canvasFor({ ...ARM_BOX, bottom }, stand);
  look.paintArm(arm.canvas);
  const patch = (box: typeof EYES_BOX | typeof MOUTH_BOX, paint: (canvas: Canvas) => void): Patch =>
    paintPatch(body, { box, stand, color }, (canvas) => {
      paint(canvas);
      look.paintOver?.(canvas);
    });
  return {
    body: { sprite: paintSprite(body.canvas, color), x: body.x, y: body.y },
    arm: { sprite: paintSprite(arm.canvas, color), x: arm.x, y: arm.y },
    eyes: EYES_OPEN.map((open) => patch(EYES_BOX, (canvas) => paintEyes(canvas, open, 0))),
    mouths: [false, true].map((laugh) => patch(MOUTH_BOX, (canvas) => paintMouth(canvas, laugh))),
  };
}

interface Placed {
  readonly canvas: Canvas;
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An empty canvas over a box, its corner at even pixels of the picture, with an empty border of two pixels. */
function canvasFor(box: Box, stand: Stand): Placed {
  const x = 2 * Math.floor((box.left * stand.scale + stand.x) / 2) - 2;
  const y = 2 * Math.floor((box.top * stand.scale + stand.y) / 2) - 2;
  const width = 2 * Math.ceil((box.right * stand.scale + stand.x - x) / 2) + 2;
  const height = 2 * Math.ceil((box.bottom * stand.scale + stand.y - y) / 2);
  return { canvas: new Canvas(viewport(stand, { x, y, width, height })), x, y };
}

function viewport(
  stand: Stand,
  area: { x: number; y: number; width: number; height: number },
): Viewport {
  return {
    scale: stand.scale,
    originX: (area.x - stand.x) / stand.scale,
    originY: (area.y - stand.y) / stand.scale,
    width: area.width,
    height: area.height,
  };
}

function paintPatch(
  body: Placed,
  where: { box: Box; stand: Stand; color: Colorimetry },
  paint: (canvas: Canvas) => void,
): Patch {
  const { canvas, x, y } = canvasFor(where.box, where.stand);
  const [left, top] = [x - body.x, y - body.y];
  const { width, height } = canvas.view;
  const stride = body.canvas.view.width;
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * stride + left);
    canvas.data.set(body.canvas.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  paint(canvas);
  return { x: left, y: top, sprite: paintSprite(canvas, where.color) };
}
