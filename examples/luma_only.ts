/**
 * Only brightness: contrast by a table of 256 values. `format: "luma"` hands over one plane, and in a chain where nobody
 * wants colour the camera's colours are not even read.
 *
 *     deno run -A mod.ts --plugins ./examples/luma_only.ts --set contrast.amount=1.8
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

const MIDDLE = 126; // of luma's 16..235

const contrast: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "contrast",
  summary: "More contrast, or less",
  access: "in-place",
  format: "luma",
  options: {
    amount: {
      type: "number",
      default: 1.4,
      min: 0,
      max: 4,
      step: 0.1,
      summary: "1 changes nothing",
    },
  },
  narrow: ({ amount }) => ({ identity: amount === 1 }),
  init(host, { amount }) {
    const [black, white] = host.color.range === "limited" ? [16, 235] : [0, 255];
    const table = host.bytes(256);
    for (let luma = 0; luma < 256; luma++) {
      const stretched = MIDDLE + (luma - MIDDLE) * amount;
      table[luma] = Math.round(Math.min(white, Math.max(black, stretched)));
    }
    return table;
  },
  process({ frame: { data, width, height, stride }, state: table }) {
    for (let row = 0; row < height; row++) {
      const end = row * stride + width;
      for (let at = row * stride; at < end; at++) data[at] = table[data[at]];
    }
  },
});
export default contrast;
