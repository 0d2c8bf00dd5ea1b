/**
 * The backdrop of `replace` when the user names none: a calm evening gradient with soft, far lights, drawn once.
 *
 * @module
 */
import type { Packed } from "../core/plugin.ts";

type Color = readonly [r: number, g: number, b: number];

/** From top to bottom. */
const SKY: readonly Color[] = [[38, 52, 84], [74, 92, 132], [158, 142, 160], [214, 176, 158]];
const LIGHT: Color = [255, 226, 184];

/** Centre and radius in shares of the picture's height (x from its middle), and how bright. */
const LIGHTS: readonly (readonly [x: number, y: number, radius: number, strength: number])[] = [
  [-0.72, 0.62, 0.085, 0.16],
  [-0.55, 0.74, 0.055, 0.22],
  [-0.38, 0.58, 0.04, 0.18],
  [0.42, 0.66, 0.07, 0.2],
  [0.6, 0.56, 0.045, 0.16],
  [0.76, 0.72, 0.095, 0.14],
  [-0.86, 0.8, 0.05, 0.2],
  [0.88, 0.5, 0.03, 0.16],
];

function skyAt(share: number, channel: number): number {
  const place = share * (SKY.length - 1);
  const index = Math.min(Math.floor(place), SKY.length - 2);
  const t = place - index;
  return SKY[index][channel] * (1 - t) + SKY[index + 1][channel] * t;
}

/** A disc with an edge as soft as an unfocused lens makes it: 1 inside, 0 outside. */
function disc(distance: number, radius: number): number {
  const t = Math.min(Math.max((radius - distance) / (radius * 0.25), 0), 1);
  return t * t * (3 - 2 * t);
}

/** Draws the backdrop into an RGBA picture. Ordered noise of one level keeps the gradient from banding. */
export function drawBackdrop(picture: Packed): void {
  const { data, stride, width, height } = picture;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5 - width / 2) / height;
      const y = (row + 0.5) / height;
      let light = 0;
      for (const [cx, cy, radius, strength] of LIGHTS) {
        light = Math.max(light, strength * disc(Math.hypot(x - cx, y - cy), radius));
      }
      const vignette = 1 - 0.25 * Math.min(x * x + (y - 0.5) * (y - 0.5), 1);
      const dither = (((column & 1) ^ (row & 1)) * 2 + (row & 1)) / 4;
      const at = row * stride + column * 4;
      for (let channel = 0; channel < 3; channel++) {
        const sky = skyAt(y, channel) * vignette;
        data[at + channel] = sky + (LIGHT[channel] - sky) * light + dither;
      }
      data[at + 3] = 255;
    }
  }
}
