/**
 * Earlier pictures: noise goes where nothing moves. Each pixel becomes the mean of itself and of those of its two
 * predecessors that are near it. For `history: 2` Scrim keeps the buffers that they came in, and because `access: "new"`
 * writes into another one, nothing is copied for it.
 *
 *     deno run -A mod.ts --plugins ./examples/history.ts --set calm.tolerance=12
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

const PLANES = ["y", "u", "v"] as const;

const calm: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "calm",
  summary: "Less noise where nothing moves",
  access: "new",
  history: 2,
  options: {
    tolerance: {
      type: "number",
      default: 10,
      min: 0,
      max: 64,
      step: 1,
      summary: "What differs by more has moved",
    },
  },
  narrow: ({ tolerance }) => ({ identity: tolerance === 0 }),
  process({ frame, into, past, options: { tolerance } }) {
    const before = past.length > 0 ? past[0] : frame; // the first frame has no past
    const earlier = past.length > 1 ? past[1] : before;
    for (const name of PLANES) {
      const { data, width, height, stride } = frame[name];
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const at = row * stride + column;
          const pixel = data[at];
          const one = before[name].data[row * before[name].stride + column];
          const two = earlier[name].data[row * earlier[name].stride + column];
          let sum = pixel;
          let count = 1;
          if (Math.abs(one - pixel) <= tolerance) {
            sum += one;
            count++;
          }
          if (Math.abs(two - pixel) <= tolerance) {
            sum += two;
            count++;
          }
          into[name].data[row * into[name].stride + column] = Math.round(sum / count);
        }
      }
    }
  },
});
export default calm;
