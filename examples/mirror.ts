/**
 * A filter that moves pixels. Layers would no longer lie where the picture shows things; `moved` says where every pixel came
 * from, so that Scrim moves the layers of later filters along.
 *
 *     deno run -A mod.ts --plugins ./examples/mirror.ts,blur --trust ./examples/mirror.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Plane } from "../core/plugin.ts";

function reverseRows(from: Plane, into: Plane): void {
  for (let row = 0; row < from.height; row++) {
    const last = row * from.stride + from.width - 1;
    const start = row * into.stride;
    for (let column = 0; column < from.width; column++) {
      into.data[start + column] = from.data[last - column];
    }
  }
}

const mirror: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "other-way-round",
  summary: "Left is right",
  access: "new",
  movesPixels: true,
  narrow: () => ({ moved: [-1, 0, 1, 0, 1, 0] }), // what shows at x was at 1 - x
  process({ frame, into }) {
    reverseRows(frame.y, into.y);
    reverseRows(frame.u, into.u);
    reverseRows(frame.v, into.v);
  },
});
export default mirror;
