/**
 * A region of interest: pixelates one rectangle, a screen or a door in the picture. `roi()` names the part; `process()` is
 * given that part alone, as if it were the whole picture, and what lies around it is not even looked at.
 *
 *     deno run -A mod.ts --plugins ./examples/roi.ts --set cover.center=0.75,0.3 --set cover.block=20
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Plane } from "../core/plugin.ts";

/** Gives every square of a plane its mean. */
function pixelate({ data, width, height, stride }: Plane, side: number): void {
  for (let top = 0; top < height; top += side) {
    const bottom = Math.min(height, top + side);
    for (let left = 0; left < width; left += side) {
      const right = Math.min(width, left + side);
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = row * stride + left; at < row * stride + right; at++) sum += data[at];
      }
      const mean = Math.round(sum / ((bottom - top) * (right - left)));
      for (let row = top; row < bottom; row++) {
        data.fill(mean, row * stride + left, row * stride + right);
      }
    }
  }
}

const cover: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "cover",
  summary: "Pixelates a rectangle",
  access: "in-place",
  options: {
    center: { type: "point", default: { x: 0.8, y: 0.3 }, summary: "Its middle" },
    width: { type: "number", default: 30, min: 1, max: 100, unit: "%", summary: "Of the picture" },
    height: { type: "number", default: 40, min: 1, max: 100, unit: "%", summary: "Of the picture" },
    block: {
      type: "number",
      default: 16,
      min: 2,
      max: 128,
      step: 2,
      unit: "px",
      summary: "A square",
    },
  },
  roi({ center, width, height }) {
    const x = Math.max(0, center.x - width / 200);
    const y = Math.max(0, center.y - height / 200);
    const right = Math.min(1, center.x + width / 200);
    const bottom = Math.min(1, center.y + height / 200);
    return { x, y, width: right - x, height: bottom - y };
  },
  process({ frame, options: { block } }) {
    pixelate(frame.y, block);
    pixelate(frame.u, block / 2);
    pixelate(frame.v, block / 2);
  },
});
export default cover;
