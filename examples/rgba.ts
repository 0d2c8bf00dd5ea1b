/**
 * A filter that thinks in red, green and blue: `format: "rgba"` hands over RGBA, converted from the camera's colours once,
 * however many such filters follow each other. `frame.data` may be written because access is `in-place`; with `read` it is
 * read-only.
 *
 *     deno run -A mod.ts --plugins ./examples/rgba.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

const sepia: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "sepia",
  summary: "An old photograph",
  access: "in-place",
  format: "rgba",
  process({ frame: { data, width, height, stride } }) {
    for (let row = 0; row < height; row++) {
      const end = row * stride + 4 * width;
      for (let at = row * stride; at < end; at += 4) {
        const red = data[at];
        const green = data[at + 1];
        const blue = data[at + 2];
        data[at] = Math.min(255, 0.393 * red + 0.769 * green + 0.189 * blue);
        data[at + 1] = Math.min(255, 0.349 * red + 0.686 * green + 0.168 * blue);
        data[at + 2] = Math.min(255, 0.272 * red + 0.534 * green + 0.131 * blue);
      }
    }
  },
});
export default sepia;
