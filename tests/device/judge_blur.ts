/** Was the picture blurred, always? @module */
import assert from "node:assert/strict";

import type { ScrimEnd } from "./results.ts";

const WIDTH = 320, HEIGHT = 180;
/** vivid's squares are an eighth of the picture wide. */
const SQUARE = WIDTH / 8;

/** The sum of luma steps across the vertical edges of the squares: high when sharp. Plain YUYV, rows all looked at. */
function sharpness(frame: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < HEIGHT; row++) {
    for (let edge = SQUARE; edge < WIDTH; edge += SQUARE) {
      const at = 2 * (row * WIDTH + edge);
      sum += Math.abs(frame[at] - frame[at - 2]);
    }
  }
  return sum;
}

/** The mean difference of luma in the middle of the squares. */
function centreDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0, count = 0;
  for (let down = 0; down < 8; down++) {
    for (let across = 0; across < 8; across++) {
      const row = Math.floor(((down + 0.5) * HEIGHT) / 8);
      const at = 2 * (row * WIDTH + (across + 0.5) * SQUARE);
      sum += Math.abs(a[at] - b[at]);
      count++;
    }
  }
  return sum / count;
}

/** Every frame that was no slate is blurred, and a model ran. */
export async function judgeBlur(scrim: ScrimEnd, out: string): Promise<void> {
  assert.equal(scrim.code, 0, scrim.stderr);
  const raw = await Deno.readFile(`${out}/webcam_320x180.camera`);
  const frames = await Deno.readFile(`${out}/blur.output`);
  const size = 2 * WIDTH * HEIGHT; // YUYV
  const sharp = sharpness(raw);
  let blurred = 0;
  for (let at = 0; at < frames.length; at += size) {
    const frame = frames.subarray(at, at + size);
    const number = at / size;
    assert.ok(sharpness(frame) < sharp / 2, `frame ${number} is as sharp as the camera's`);
    if (centreDifference(frame, raw) < 12) blurred++;
  }
  assert.ok(blurred > 0, "no frame shows the blurred picture");
  const { inferences } = JSON.parse(scrim.stdout);
  assert.ok(inferences > 0, `no inference ran: ${scrim.stdout}`);
}
