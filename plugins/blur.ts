/**
 * `blur`: the background out of focus, the person sharp.
 *
 * @module
 */
import {
  type Blur,
  type Composite,
  definePlugin,
  type Edge,
  type FilterPlugin,
} from "../core/plugin.ts";
import type { Mutable } from "./mutable.ts";

/** A disc of radius r has a standard deviation of r / 2, and the Gaussian that looks like it has the same. */
const SIGMA_PER_RADIUS = 0.5;

/**
 * Whatever may belong to the person stays out of the blur: the mask's whole slope and what is inside of it. Real masks miss a
 * pixel or two of theirs at the outline, so wide blurs, which reach far enough to fill the gap, leave out the slope's foot, too.
 */
function personEdge(radius: number): Edge {
  return { low: 0, high: Math.round(Math.max(4, Math.min(108, 2500 / (radius * radius)))) };
}

const blur: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "blur",
  summary: "Blurs the background; the person's colours do not bleed into it",
  access: "compose",
  hidesBackground: true,
  layers: [{ name: "person", size: "native" }],
  options: {
    radius: {
      type: "number",
      default: 24,
      min: 0,
      max: 200,
      unit: "px",
      summary: "How far a point is spread; 0 changes nothing",
    },
    kind: {
      type: "choice",
      choices: ["gaussian", "bokeh"],
      default: "gaussian",
      summary: "Softly, or to discs of light as a lens that is out of focus does",
    },
  },
  narrow: ({ radius }) => radius === 0 ? { identity: true } : { touches: "background" },
  init(host, { radius, kind }) {
    const sigmaPx = radius * SIGMA_PER_RADIUS;
    const { width, height } = host.kernels.blurSize(host.width, host.height, sigmaPx, kind);
    const blurred = host.frame(width, height);
    const blur: Mutable<Blur> = {
      source: blurred,
      sigmaPx,
      shape: kind,
      into: blurred,
      edge: personEdge(radius),
    };
    const composite: Mutable<Composite> = {
      foreground: blurred,
      background: blurred,
      mask: blurred.y,
      into: blurred,
    };
    const everything = host.plane(1, 1);
    everything.data.fill(255);
    return { blur, composite, everything };
  },
  process({ frame, into, layers: { person }, kernels, options, state }) {
    const { blur, composite, everything } = state;
    blur.source = composite.foreground = frame;
    blur.except = composite.mask = person;
    composite.edge = person.edge;
    composite.into = into;
    if (options.radius === 0) composite.mask = everything;
    else kernels.blur(blur);
    kernels.composite(composite);
  },
});
export default blur;
