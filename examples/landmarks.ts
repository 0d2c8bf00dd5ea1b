/**
 * Landmarks: the pose model's keypoints as lines between them. They are numbers, not pixels, so nothing is enlarged for them,
 * and up to a tenth of a second old will do: frames then do not wait for the model.
 *
 *     deno run -A mod.ts --plugins ./examples/landmarks.ts
 *
 * @module
 */
import { definePlugin, type FilterPlugin, type Frame } from "../core/plugin.ts";

const BONES = [
  ...[["left_wrist", "left_elbow"], ["left_elbow", "left_shoulder"]],
  ...[["right_wrist", "right_elbow"], ["right_elbow", "right_shoulder"]],
  ...[["left_shoulder", "right_shoulder"], ["left_hip", "right_hip"]],
  ...[["left_shoulder", "left_hip"], ["right_shoulder", "right_hip"]],
  ...[["left_ear", "left_eye"], ["left_eye", "nose"], ["nose", "right_eye"]],
  ...[["right_eye", "right_ear"], ["mouth_left", "mouth_right"]],
];

/** Paints a square of light green; what lies outside of the picture is left out. */
function dot({ y, u, v, width, height }: Frame, middle: number, line: number, size: number): void {
  const left = Math.max(0, Math.round(middle - size / 2));
  const top = Math.max(0, Math.round(line - size / 2));
  for (let row = top; row < Math.min(height, top + size); row++) {
    for (let column = left; column < Math.min(width, left + size); column++) {
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
  init: () => ({ ends: new Array<number>() }),
  process({ frame, layers: { landmarks: { values, names } }, options, state: { ends } }) {
    // The names are the same for every frame: looked up once.
    if (ends.length === 0) {
      for (const bone of BONES) for (const end of bone) ends.push(names.indexOf(end));
    }
    const size = Math.max(2, Math.round(frame.height / 120));
    for (let bone = 0; bone < ends.length; bone += 2) {
      const [from, to] = [4 * ends[bone], 4 * ends[bone + 1]];
      if (100 * Math.min(values[from + 3], values[to + 3]) < options.least) continue;
      const [x, y] = [values[from] * frame.width, values[from + 1] * frame.height];
      const [across, down] = [values[to] * frame.width - x, values[to + 1] * frame.height - y];
      const steps = Math.ceil(2 * Math.hypot(across, down) / size);
      for (let step = 0; step <= steps; step++) {
        dot(frame, x + across * step / steps, y + down * step / steps, size);
      }
    }
  },
});
export default skeleton;
