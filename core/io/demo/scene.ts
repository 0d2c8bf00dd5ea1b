/**
 * The demo picture: the figure before its room, drawn for any frame number.
 *
 * @module
 */
import { defaultColor, type Frame, type Plane } from "../../media/frame.ts";
import {
  type Figure,
  figureStand,
  type Painted,
  paintFigure,
  type Part,
  type Patch,
} from "./figure.ts";
import { ARM_DOWN, moveTo, newPose } from "./motion.ts";
import { paintRoom } from "./room.ts";
import { drawSprite, type Placement } from "./sprite.ts";
import { paintFrame } from "./yuv.ts";

/** Design units: where leaning begins, where the head's tilt begins, the elbow, the shoulder. */
const WAIST = 500;
const NECK = 180;
const ELBOW = 520;
const SHOULDER = 300;

/** Draws frames of one size. Painting takes place in the constructor; drawing allocates nothing. */
export class DemoScene {
  readonly #fps: number;
  readonly #room: Frame;
  readonly #figure: Figure;
  readonly #stand: { scale: number; y: number };
  readonly #pose = newPose();
  readonly #full: Placement;
  readonly #half: Placement;
  /** By row: how much of the lean and of the tilt moves it, in pixels. */
  readonly #leanBy: Float64Array;
  readonly #tiltBy: Float64Array;
  #eyes = -1;
  #mouth = -1;

  /** `room` is filled once and kept; its size and colours are those of all frames. */
  constructor(room: Frame, fps: number, painted: Painted = {}) {
    const { width, height } = room;
    this.#fps = fps;
    this.#room = room;
    paintFrame(paintRoom(width, height), room);
    this.#figure = paintFigure(room, painted);
    this.#stand = painted.stand ?? figureStand(width, height);
    this.#full = { columns: new Int32Array(height), row: 0 };
    this.#half = { columns: new Int32Array((height + 1) >> 1), row: 0 };
    this.#leanBy = new Float64Array(height);
    this.#tiltBy = new Float64Array(height);
    for (let row = 0; row < height; row++) {
      const y = (row + 0.5 - this.#stand.y) / this.#stand.scale;
      const above = Math.max(NECK - y, 0);
      this.#leanBy[row] = leanAt(y) * this.#stand.scale;
      this.#tiltBy[row] = above * above / (above + 40) * this.#stand.scale;
    }
  }

  /** Draws frame `number` over everything in `into`. About 1 ms at 1280x720. */
  draw(number: number, into: Frame): void {
    copyPlane(this.#room.y, into.y);
    copyPlane(this.#room.u, into.u);
    copyPlane(this.#room.v, into.v);
    this.drawFigure(number, into);
  }

  /** Draws the figure of frame `number` over what is in `into`. */
  drawFigure(number: number, into: Frame): void {
    moveTo(this.#pose, number / this.#fps);
    this.#changeFace();
    const { body, arm } = this.#figure;
    this.#placeBody();
    this.#lay(body, into);
    if (this.#pose.armDown >= ARM_DOWN) return;
    this.#placeArm();
    this.#lay(arm, into);
  }

  /** The exact coverage of the figure in frame `number`, 0..255, into a plane of the frame's size. */
  drawAlpha(number: number, into: Plane): void {
    moveTo(this.#pose, number / this.#fps);
    into.data.fill(0);
    const { body, arm } = this.#figure;
    this.#placeBody();
    drawSprite({ ...body.sprite.y, values: body.sprite.y.alpha }, this.#full, into);
    if (this.#pose.armDown >= ARM_DOWN) return;
    this.#placeArm();
    drawSprite({ ...arm.sprite.y, values: arm.sprite.y.alpha }, this.#full, into);
  }

  #changeFace(): void {
    const { eyes, mouths, body } = this.#figure;
    const mouth = this.#pose.laugh ? 1 : 0;
    if (this.#eyes !== this.#pose.eyes) paste(eyes[this.#pose.eyes], body);
    if (this.#mouth !== mouth) paste(mouths[mouth], body);
    this.#eyes = this.#pose.eyes;
    this.#mouth = mouth;
  }

  #placeBody(): void {
    const { columns } = this.#full;
    const { lean, tilt, sink } = this.#pose;
    const left = this.#figure.body.x;
    for (let row = 0; row < columns.length; row++) {
      const shift = left + lean * this.#leanBy[row] + tilt * this.#tiltBy[row];
      columns[row] = Math.round(shift * 256);
    }
    this.#full.row = Math.round((this.#figure.body.y + sink * this.#stand.scale) * 256);
    this.#halve();
  }

  #placeArm(): void {
    const { columns } = this.#full;
    const { lean, sink, armDown, armTilt } = this.#pose;
    const { scale, y } = this.#stand;
    const down = (armDown + sink) * scale;
    const left = this.#figure.arm.x + lean * leanAt(SHOULDER) * scale;
    const elbow = y + ELBOW * scale + down;
    for (let row = 0; row < columns.length; row++) {
      columns[row] = Math.round((left + armTilt * Math.max(elbow - row, 0)) * 256);
    }
    this.#full.row = Math.round((this.#figure.arm.y + down) * 256);
    this.#halve();
  }

  /** The same placement for planes of half the size. */
  #halve(): void {
    const { columns } = this.#full;
    const last = columns.length - 1;
    for (let row = 0; row < this.#half.columns.length; row++) {
      const sum = columns[2 * row] + columns[Math.min(2 * row + 1, last)];
      this.#half.columns[row] = sum >> 2;
    }
    this.#half.row = this.#full.row >> 1;
  }

  #lay(part: Part, into: Frame): void {
    drawSprite(part.sprite.y, this.#full, into.y);
    drawSprite(part.sprite.u, this.#half, into.u);
    drawSprite(part.sprite.v, this.#half, into.v);
  }
}

/** How much of the lean moves a point at this height: none below the waist, all at the face. */
function leanAt(y: number): number {
  return Math.max((WAIST - y) / WAIST, 0) ** 1.4;
}

function copyPlane(from: Plane, into: Plane): void {
  if (from.stride === into.stride) {
    into.data.set(from.data);
    return;
  }
  for (let row = 0; row < from.height; row++) {
    into.data.set(
      from.data.subarray(row * from.stride, row * from.stride + from.width),
      row * into.stride,
    );
  }
}

function paste(patch: Patch, part: Part): void {
  pastePlane(patch.sprite.y, part.sprite.y, patch.x, patch.y);
  pastePlane(patch.sprite.u, part.sprite.u, patch.x >> 1, patch.y >> 1);
  pastePlane(patch.sprite.v, part.sprite.v, patch.x >> 1, patch.y >> 1);
}

function pastePlane(
  from: Part["sprite"]["y"],
  into: Part["sprite"]["y"],
  x: number,
  y: number,
): void {
  for (let row = 0; row < from.height; row++) {
    const line = from.values.subarray(row * from.width, (row + 1) * from.width);
    into.values.set(line, (y + row) * into.width + x);
  }
}

let lastAsked: { key: string; scene: DemoScene } | null = null;

/**
 * The exact coverage of the demo figure in a frame, 0 background … 255 figure, row by row. For tests; the painted parts are
 * kept from one call to the next.
 */
export function demoAlpha(
  frameNumber: number,
  width: number,
  height: number,
  fps = 30,
): Uint8Array {
  const key = `${width}x${height}@${fps}`;
  if (lastAsked?.key !== key) {
    lastAsked = { key, scene: new DemoScene(plainFrame(width, height), fps) };
  }
  const data = new Uint8Array(width * height);
  lastAsked.scene.drawAlpha(frameNumber, { data, stride: width, width, height });
  return data;
}

/** A frame in memory of its own. */
function plainFrame(width: number, height: number): Frame {
  const plane = (w: number, h: number): Plane => ({
    data: new Uint8Array(w * h),
    stride: w,
    width: w,
    height: h,
  });
  const half = [(width + 1) >> 1, (height + 1) >> 1] as const;
  return {
    format: "i420",
    width,
    height,
    y: plane(width, height),
    u: plane(...half),
    v: plane(...half),
    color: defaultColor(height),
  };
}
