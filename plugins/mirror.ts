/**
 * Left is right, as in a mirror. Layers of later filters are moved along.
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Plane } from "../core/plugin.ts";

/** Four pixels the other way round. */
function reverse(pixels: number): number {
  return pixels << 24 | (pixels & 0xff00) << 8 | pixels >>> 8 & 0xff00 | pixels >>> 24;
}

/** Rows of whole words of four pixels: a third of the time that single bytes take. */
function mirrorWords(words: Uint32Array, stride: number, width: number, height: number): void {
  for (let row = 0; row < height; row++) {
    let left = row * stride;
    for (let right = left + width - 1; left < right; left++, right--) {
      const pixels = reverse(words[left]);
      words[left] = reverse(words[right]);
      words[right] = pixels;
    }
    if (width & 1) words[left] = reverse(words[left]);
  }
}

function mirrorBytes({ data, stride, width, height }: Plane): void {
  for (let row = 0; row < height; row++) {
    let left = row * stride;
    for (let right = left + width - 1; left < right; left++, right--) {
      const pixel = data[left];
      data[left] = data[right];
      data[right] = pixel;
    }
  }
}

/** Planes come again and again; so do their words. */
const known = new WeakMap<Plane, Uint32Array>();

function wordsOf(plane: Plane): Uint32Array | null {
  const { data, stride, width, height } = plane;
  if (data.byteOffset % 4 !== 0 || stride % 4 !== 0 || width % 4 !== 0) return null;
  const found = known.get(plane);
  if (found?.buffer === data.buffer && found.byteOffset === data.byteOffset) return found;
  const count = (stride * (height - 1) + width) / 4;
  const words = new Uint32Array(data.buffer, data.byteOffset, count);
  known.set(plane, words);
  return words;
}

function mirrorPlane(plane: Plane): void {
  const words = wordsOf(plane);
  if (words) mirrorWords(words, plane.stride / 4, plane.width / 4, plane.height);
  else mirrorBytes(plane);
}

const mirror: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "mirror",
  summary: "Left is right, as in a mirror",
  access: "in-place",
  movesPixels: true,
  narrow: () => ({ moved: [-1, 0, 1, 0, 1, 0] }), // what shows at x was at 1 - x
  process({ frame }) {
    mirrorPlane(frame.y);
    mirrorPlane(frame.u);
    mirrorPlane(frame.v);
  },
});
export default mirror;
