/**
 * The smallest filter there is: black and white.
 *
 *     deno run -A mod.ts --plugins ./examples/minimal.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Plane } from "../core/plugin.ts";

/** Rows start `stride` bytes apart; what lies between them belongs to somebody else. */
function fill({ data, width, height, stride }: Plane, value: number): void {
  for (let row = 0; row < height; row++) data.fill(value, row * stride, row * stride + width);
}

const grey: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "grey",
  summary: "Black and white",
  access: "in-place",
  process({ frame }) {
    fill(frame.u, 128); // 128 in both planes of chroma is no colour
    fill(frame.v, 128);
  },
});
export default grey;
