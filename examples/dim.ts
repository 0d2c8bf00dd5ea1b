/**
 * One layer and one option: darkens everything but the person.
 *
 *     deno run -A mod.ts --plugins ./examples/dim.ts --set dim.strength=80
 *
 * @module
 */
import { definePlugin } from "../core/plugin.ts";

export default definePlugin({
  apiVersion: 1,
  name: "dim",
  summary: "Darkens the background",
  access: "in-place",
  layers: [{ name: "person" }],
  options: {
    strength: { type: "number", default: 60, min: 0, max: 100, unit: "%", summary: "How dark" },
  },
  narrow: ({ strength }) => strength === 0 ? { identity: true } : { touches: "background" },
  process({ frame, layers, options }) {
    const { data, width, height, stride } = frame.y;
    const mask = layers.person;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const background = 255 - mask.data[row * mask.stride + column];
        data[row * stride + column] *= 1 - background * options.strength / 25500;
      }
    }
  },
});
