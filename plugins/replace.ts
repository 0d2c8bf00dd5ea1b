/**
 * `replace`: another place behind the person.
 *
 * @module
 */
import {
  type Composite,
  definePlugin,
  type FilterPlugin,
  type Frame,
  type PluginHost,
} from "../core/plugin.ts";
import type { Mutable } from "./mutable.ts";
import { drawBackdrop } from "./backdrop.ts";

function solid(host: PluginHost, color: { r: number; g: number; b: number }): Frame {
  const picture = host.rgba();
  for (let i = 0; i < picture.data.length; i += 4) {
    picture.data[i] = color.r;
    picture.data[i + 1] = color.g;
    picture.data[i + 2] = color.b;
    picture.data[i + 3] = 255;
  }
  const frame = host.frame();
  host.kernels.fromRgba(picture, frame);
  return frame;
}

function backdrop(host: PluginHost): Frame {
  const picture = host.rgba();
  drawBackdrop(picture);
  const frame = host.frame();
  host.kernels.fromRgba(picture, frame);
  return frame;
}

const replace: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "replace",
  summary: "Puts a picture, a colour or a built-in backdrop behind the person",
  access: "compose",
  hidesBackground: true,
  layers: [{ name: "person", size: "any" }],
  options: {
    image: {
      type: "file",
      default: null,
      summary: "PNG, JPEG or WebP, scaled to cover the frame",
    },
    color: { type: "color", default: null, summary: "One colour; only without image" },
  },
  narrow({ image, color }) {
    if (image !== null && color !== null) throw new RangeError("image and color are both set");
    return { touches: "background", overwrites: "background" };
  },
  async init(host, { image, color }) {
    const background = image !== null
      ? await host.image(image)
      : color !== null
      ? solid(host, color)
      : backdrop(host);
    const composite: Mutable<Composite> = {
      foreground: background,
      background,
      mask: background.y,
      into: background,
    };
    return composite;
  },
  process({ frame, into, layers, kernels, state }) {
    state.foreground = frame;
    state.into = into;
    state.mask = layers.person;
    state.edge = layers.person.edge;
    kernels.composite(state);
  },
});
export default replace;
