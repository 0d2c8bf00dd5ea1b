/**
 * Any segmenter of your own: every class that it tells apart gets a colour. `parts` is its label map, whatever the model;
 * a filter made for one model can name a class, too: `layers: [{ name: "parts/<label>" }]` is that one's soft mask.
 *
 *     deno run -A mod.ts --model FILE.tflite --plugins ./examples/custom_model.ts
 *
 * Labels are read from the file's metadata. Without `--model` the parts of a person come from the multiclass selfie model.
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

/** Colours of neighbouring labels are far from each other: the golden angle. */
const TURN = 2.4;
const COLORFULNESS = 90;

const classes: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "classes",
  summary: "A colour for each class of the model",
  access: "in-place",
  layers: [{ name: "parts" }],
  options: {
    strength: {
      type: "number",
      default: 70,
      min: 0,
      max: 100,
      unit: "%",
      summary: "Of the colours",
    },
  },
  narrow: ({ strength }) => ({ identity: strength === 0 }),
  init: (host) => ({ host, named: false }),
  process({ frame: { u, v }, layers: { parts }, options, state }) {
    if (!state.named) state.host.log(`the model knows ${parts.names.join(", ")}`);
    state.named = true;
    const part = options.strength / 100;
    for (let row = 0; row < u.height; row++) {
      for (let column = 0; column < u.width; column++) {
        const label = parts.data[2 * row * parts.stride + 2 * column];
        if (label === 0) continue; // the background
        const at = row * u.stride + column;
        const angle = label * TURN;
        u.data[at] += (128 + COLORFULNESS * Math.cos(angle) - u.data[at]) * part;
        v.data[at] += (128 + COLORFULNESS * Math.sin(angle) - v.data[at]) * part;
      }
    }
  },
});
export default classes;
