/**
 * What a plugin composes straight into a virtual camera's memory.
 *
 * @module
 */
import { defaultColor, type PixelLayout } from "../../media/frame.ts";
import { Bench } from "../bench.ts";
import { fillPicture, noise } from "../pixels.ts";
import { type Property, SIZES } from "../property.ts";

/** What virtual cameras take. */
const LAYOUTS: readonly PixelLayout[] = ["yuyv", "i420", "rgb24"];

const direct: Property = {
  name: "composes into a virtual camera's own memory what it composes into a frame",
  applies: ({ access }) => access === "compose",
  async check(lab) {
    const { arena, kernels } = lab;
    for (const set of lab.working) {
      for (const size of SIZES) {
        await using bench = await Bench.open(lab, set, size);
        const color = defaultColor(size.height);
        const picture = noise(bench.shape, 1);
        const frame = arena.frame(size.width, size.height, color);
        fillPicture(frame, await bench.show(picture));
        for (const layout of LAYOUTS) {
          const [wanted, memory] = [0, 1].map(() => arena.packed(layout, { ...size, color }));
          kernels.pack(frame, wanted);
          memory.data.forEach((_, i) => memory.data[i] = 255 - wanted.data[i]);
          await bench.compose(picture, memory);
          const at = memory.data.findIndex((value, i) => value !== wanted.data[i]);
          if (at >= 0) {
            throw bench.broken(
              `composes something else as ${layout} than as a frame: byte ${at} is ` +
                `${memory.data[at]}, wanted ${wanted.data[at]}`,
            );
          }
        }
      }
    }
  },
};

/** Promises about composing. */
export const composeProperties: readonly Property[] = [direct];
