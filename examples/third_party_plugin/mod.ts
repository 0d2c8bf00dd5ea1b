/**
 * A vignette for [Scrim](https://jsr.io/@scrim/scrim): darkens the corners.
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "@scrim/scrim/plugin";

/** Darkens the corners, the more the farther from the middle. */
const vignette: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "vignette",
  summary: "Darkens the corners",
  access: "in-place",
  format: "luma",
  options: {
    strength: {
      type: "number",
      default: 50,
      min: 0,
      max: 100,
      unit: "%",
      summary: "At the corners",
    },
  },
  narrow: ({ strength }) => ({ identity: strength === 0 }),
  init(host, { strength }) {
    // What is left of each pixel, as 0..255, worked out once.
    const light = host.plane(host.width, host.height);
    for (let row = 0; row < light.height; row++) {
      const y = (2 * row + 1) / light.height - 1;
      for (let column = 0; column < light.width; column++) {
        const x = (2 * column + 1) / light.width - 1;
        const dark = (x * x + y * y) / 2 * strength / 100;
        light.data[row * light.stride + column] = Math.round(255 * (1 - dark));
      }
    }
    return { light, black: host.color.range === "limited" ? 16 : 0 };
  },
  process({ frame, state: { light, black } }) {
    for (let row = 0; row < frame.height; row++) {
      for (let column = 0; column < frame.width; column++) {
        const at = row * frame.stride + column;
        const part = light.data[row * light.stride + column] / 255;
        frame.data[at] = Math.max(0, Math.round(black + (frame.data[at] - black) * part));
      }
    }
  },
});
export default vignette;
