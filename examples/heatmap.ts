/**
 * A heat map: how likely the tip of the nose is at each place of the picture, as the pose model itself says it. It has a few
 * dozen cells each way; `size: "native"` asks for them as they are, enough to find the peak and put a clown's nose there.
 *
 *     deno run -A mod.ts --plugins ./examples/heatmap.ts --set clown.size=8
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type MaskView } from "../core/plugin.ts";

interface Peak {
  /** Fractions of the picture. */
  x: number;
  y: number;
  /** 0..1. */
  heat: number;
}

/** The hottest cell, and its neighbours for what lies between cells. */
function findPeak({ data, width, height, stride }: MaskView, peak: Peak): void {
  let hottest = 0;
  let left = 0;
  let top = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (data[row * stride + column] <= hottest) continue;
      hottest = data[row * stride + column];
      left = column - 1;
      top = row - 1;
    }
  }
  let sum = 0;
  let x = 0;
  let y = 0;
  for (let row = Math.max(0, top); row < Math.min(height, top + 3); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, left + 3); column++) {
      const heat = data[row * stride + column];
      sum += heat;
      x += heat * (column + 0.5);
      y += heat * (row + 0.5);
    }
  }
  peak.heat = hottest / 255;
  peak.x = x / sum / width;
  peak.y = y / sum / height;
}

const clown: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "clown",
  summary: "A clown's nose",
  access: "in-place",
  layers: [{ name: "heatmaps/nose", size: "native" }],
  options: {
    size: { type: "number", default: 6, min: 1, max: 30, unit: "%", summary: "Of the height" },
    least: { type: "number", default: 25, min: 1, max: 100, unit: "%", summary: "How sure to be" },
  },
  init: (): Peak => ({ x: 0, y: 0, heat: 0 }),
  process({ frame: { y, u, v, width, height }, layers, options, state: peak }) {
    findPeak(layers["heatmaps/nose"], peak);
    if (peak.heat * 100 < options.least) return;
    const radius = options.size * height / 200;
    const middle = peak.x * width;
    const line = peak.y * height;
    const right = Math.min(width - 1, middle + radius);
    const bottom = Math.min(height - 1, line + radius);
    for (let row = Math.ceil(Math.max(0, line - radius)); row <= bottom; row++) {
      for (let column = Math.ceil(Math.max(0, middle - radius)); column <= right; column++) {
        const across = (column - middle) / radius;
        const down = (row - line) / radius;
        if (across * across + down * down > 1) continue;
        const shine = Math.max(0, 1 - 4 * Math.sqrt((across + 0.35) ** 2 + (down + 0.4) ** 2));
        y.data[row * y.stride + column] = 70 + 30 * (1 - down) + 90 * shine;
        u.data[(row >> 1) * u.stride + (column >> 1)] = 100;
        v.data[(row >> 1) * v.stride + (column >> 1)] = 230;
      }
    }
  },
});
export default clown;
