/**
 * `replace`: another place behind the person.
 *
 * @module
 */
import {
  type Composite,
  definePlugin,
  type Edge,
  type FilterPlugin,
  type Frame,
  type PluginHost,
  type Spill,
} from "../core/plugin.ts";
import { drawBackdrop } from "./backdrop.ts";
import { LightWrap } from "./light_wrap.ts";
import type { Mutable } from "./mutable.ts";

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

/**
 * The person's outline lies a little further inside before another place, and is wider: there a rim of the old one shows most.
 * Measured on the demo figure: with what spills taken out, a third less of the old wall is left than with the mask's own edge.
 */
const INSIDE = { low: 20, high: 60 } as const;

function insideOf({ low, high }: Edge, into: Mutable<Edge>): void {
  into.high = Math.min(high + INSIDE.high, 255);
  into.low = Math.min(low + INSIDE.low, into.high - 1);
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
    decontaminate: {
      type: "boolean",
      default: true,
      summary: "Takes the colours of the old background out of the person's edge",
    },
    lightwrap: {
      type: "number",
      default: 0,
      min: 0,
      max: 100,
      unit: "%",
      summary: "How much light of the new background falls on the person's edge",
    },
  },
  narrow({ image, color, lightwrap }) {
    if (image !== null && color !== null) throw new RangeError("image and color are both set");
    return { touches: lightwrap > 0 ? "frame" : "background", overwrites: "background" };
  },
  async init(host, { image, color, lightwrap }) {
    const background = image !== null
      ? await host.image(image)
      : color !== null
      ? solid(host, color)
      : backdrop(host);
    const { width, height } = host.kernels.spillSize(host.width, host.height);
    const spill: Mutable<Spill> = {
      frame: background,
      mask: background.y,
      into: host.plane(width, height),
    };
    const edge = { low: 0, high: 255 };
    const composite: Mutable<Composite> = {
      ...{ foreground: background, background, mask: background.y, edge, into: background },
    };
    const wrap = lightwrap > 0 ? new LightWrap(host, background, lightwrap / 100) : null;
    return { composite, edge, spill, wrap, ageMs: Infinity };
  },
  process({ frame, into, layers: { person }, kernels, options, state }) {
    const { composite, edge, spill, wrap } = state;
    insideOf(person.edge, edge);
    composite.foreground = frame;
    composite.mask = person;
    composite.into = wrap ? wrap.below : into;
    if (options.decontaminate) {
      spill.frame = frame;
      spill.mask = person;
      spill.edge = edge;
      // A mask that only grows older belongs to a picture in which nothing moved.
      if (!(person.ageMs > state.ageMs)) kernels.spill(spill);
      state.ageMs = person.ageMs;
      composite.spill = spill.into;
    }
    kernels.composite(composite);
    wrap?.wrap(person, into);
  },
});
export default replace;
