/**
 * Landmarks: the pose model's keypoints with lines between them. They are numbers, not pixels, so nothing is upscaled for
 * them, and up to a tenth of a second old will do: frames then do not wait for the model.
 *
 *     deno run -A mod.ts --plugins ./examples/landmarks.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Frame } from "../core/plugin.ts";

const BONES = [
  ...["left_wrist", "left_elbow", "left_elbow", "left_shoulder", "left_shoulder", "left_hip"],
  ...["right_wrist", "right_elbow", "right_elbow", "right_shoulder", "right_shoulder", "right_hip"],
  ...["left_shoulder", "right_shoulder", "left_hip", "right_hip", "mouth_left", "mouth_right"],
  ...["left_ear", "left_eye", "left_eye", "nose", "nose", "right_eye", "right_eye", "right_ear"],
];

/** Where a line is drawn to, and how thick it is. Made once: a frame allocates nothing. */
interface Pen {
  left: number;
  top: number;
  size: number;
}

/** Paints a square of light green; what lies outside of the picture is left out. */
function dot({ y, u, v, width, height }: Frame, { left, top, size }: Pen): void {
  for (let row = Math.max(0, top); row < Math.min(height, top + size); row++) {
    for (let column = Math.max(0, left); column < Math.min(width, left + size); column++) {
      y.data[row * y.stride + column] = 190;
      u.data[(row >> 1) * u.stride + (column >> 1)] = 70;
      v.data[(row >> 1) * v.stride + (column >> 1)] = 60;
    }
  }
}

const skeleton: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "skeleton",
  summary: "Draws the keypoints of a person, with lines between them",
  access: "in-place",
  layers: [{ name: "landmarks", age: 100 }],
  options: {
    least: {
      type: "number",
      default: 50,
      min: 1,
      max: 100,
      unit: "%",
      summary: "How visible to be",
    },
  },
  init(host) {
    const size = Math.max(2, Math.round(host.height / 120));
    return { pen: { left: 0, top: 0, size }, ends: new Array<number>() };
  },
  process({ frame, layers: { landmarks }, options, state: { pen, ends } }) {
    const { values, names } = landmarks;
    if (ends.length === 0) ends.push(...BONES.map((name) => 4 * names.indexOf(name))); // only once
    for (let bone = 0; bone < ends.length; bone += 2) {
      const from = ends[bone];
      const to = ends[bone + 1];
      if (100 * Math.min(values[from + 3], values[to + 3]) < options.least) continue;
      const x = values[from] * frame.width;
      const y = values[from + 1] * frame.height;
      const across = values[to] * frame.width - x;
      const down = values[to + 1] * frame.height - y;
      const steps = Math.ceil(2 * Math.max(Math.abs(across), Math.abs(down)) / pen.size);
      for (let step = 0; step <= steps; step++) {
        pen.left = Math.round(x + across * step / Math.max(1, steps) - pen.size / 2);
        pen.top = Math.round(y + down * step / Math.max(1, steps) - pen.size / 2);
        dot(frame, pen);
      }
    }
  },
});
export default skeleton;
