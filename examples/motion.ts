/**
 * A motion detector that costs next to nothing: it only looks (`access: "read"`), at brightness alone (`format: "luma"`), at
 * one part of the picture (`roi`), and compares it with the frame before (`history: 1`). Nothing else is even copied out of
 * the camera's buffer, and what is shown is the camera's own picture, untouched.
 *
 *     deno run -A mod.ts --output none --plugins ./examples/motion.ts --set motion.from=0,0.5
 *
 * @module
 */
import { definePlugin, type FilterPlugin } from "../core/plugin.ts";

/** Every fourth pixel of every fourth row will do. */
const STEP = 4;

const motion: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "motion",
  summary: "Says when something moves",
  access: "read",
  format: "luma",
  history: 1,
  options: {
    from: { type: "point", default: { x: 0, y: 0 }, summary: "The watched part's upper left" },
    to: { type: "point", default: { x: 1, y: 1 }, summary: "The watched part's lower right" },
    change: {
      type: "number",
      default: 24,
      min: 1,
      max: 255,
      summary: "Of a pixel, more than noise",
    },
    area: {
      type: "number",
      default: 0.3,
      min: 0,
      max: 100,
      unit: "%",
      summary: "Of pixels that change",
    },
    rest: {
      type: "number",
      default: 1000,
      min: 0,
      max: 60000,
      unit: "ms",
      summary: "Until all is quiet",
    },
  },
  roi({ from, to }) {
    const [width, height] = [to.x - from.x, to.y - from.y];
    if (width <= 0 || height <= 0) throw new RangeError(`"to" must be right of and below "from"`);
    return { ...from, width, height };
  },
  init: (host) => ({ host, moving: false, lastMs: 0 }),
  process({ frame, past, options, state, timestampMs }) {
    if (past.length === 0) return;
    const [before] = past;
    let changed = 0;
    for (let row = 0; row < frame.height; row += STEP) {
      for (let column = 0; column < frame.width; column += STEP) {
        const now = frame.data[row * frame.stride + column];
        const then = before.data[row * before.stride + column];
        if (Math.abs(now - then) > options.change) changed++;
      }
    }
    const looked = Math.ceil(frame.width / STEP) * Math.ceil(frame.height / STEP);
    if (changed * 100 > options.area * looked) {
      state.lastMs = timestampMs;
      if (!state.moving) state.host.log("something moves");
      state.moving = true;
    } else if (state.moving && timestampMs - state.lastMs > options.rest) {
      state.host.log("all is quiet");
      state.moving = false;
    }
  },
});
export default motion;
