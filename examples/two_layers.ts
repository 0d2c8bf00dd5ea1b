/**
 * Two layers in one filter: hair in another colour, everything behind the person grey. Both masks are soft, so that colours
 * run into each other at their edges. They come from one run of one model (`--explain` shows it), and with
 * `background=keep` the person is not even taken out of it.
 *
 *     deno run -A mod.ts --plugins ./examples/two_layers.ts --set hair_dye.color=#d01060
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type MaskView } from "../core/plugin.ts";

/** A chroma plane has half of the width and height: how much of the mask belongs to its pixel. */
function maskAt(mask: MaskView, column: number, row: number): number {
  return mask.data[2 * row * mask.stride + 2 * column];
}

const hairDye: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "hair_dye",
  summary: "Dyes the hair, and greys what is behind the person",
  access: "in-place",
  layers: [{ name: "parts/hair" }, { name: "person" }],
  options: {
    color: { type: "color", default: "#c02060", summary: "Of the hair" },
    strength: {
      type: "number",
      default: 70,
      min: 0,
      max: 100,
      unit: "%",
      summary: "How much of it",
    },
    background: {
      type: "choice",
      default: "grey",
      choices: ["grey", "keep"],
      summary: "What becomes of it",
    },
  },
  narrow: ({ strength, background }) => {
    const hair = strength > 0 ? ["parts/hair"] as const : [];
    const person = background === "grey" ? ["person"] as const : [];
    return { layers: [...hair, ...person], identity: hair.length + person.length === 0 };
  },
  init(host, { color: { r, g, b } }) {
    const swatch = host.rgba(2, 2);
    for (let at = 0; at < 16; at += 4) swatch.data.set([r, g, b, 255], at);
    const dye = host.frame(2, 2);
    host.kernels.fromRgba(swatch, dye); // in the colours that frames have
    return { u: dye.u.data[0] - 128, v: dye.v.data[0] - 128 };
  },
  process({ frame: { u, v }, layers, options, state: dye }) {
    const hair = options.strength > 0 ? layers["parts/hair"] : null; // only what narrow() asked for
    const person = options.background === "grey" ? layers.person : null;
    for (let row = 0; row < u.height; row++) {
      for (let column = 0; column < u.width; column++) {
        const at = row * u.stride + column;
        const dyed = hair ? maskAt(hair, column, row) * options.strength / 25500 : 0;
        const kept = (person ? maskAt(person, column, row) / 255 : 1) * (1 - dyed);
        u.data[at] = Math.round(128 + (u.data[at] - 128) * kept + dye.u * dyed);
        v.data[at] = Math.round(128 + (v.data[at] - 128) * kept + dye.v * dyed);
      }
    }
  },
});
export default hairDye;
