/**
 * The smallest filter there is: black and white.
 *
 *     deno run -A mod.ts --plugins ./examples/minimal.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

const grey: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "grey",
  summary: "Black and white",
  access: "in-place",
  process({ frame }) {
    frame.u.data.fill(128); // 128 in both planes of chroma: no colour
    frame.v.data.fill(128);
  },
});
export default grey;
