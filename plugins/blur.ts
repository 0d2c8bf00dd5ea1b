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
  type Plane,
} from "../core/plugin.ts";
import type { Mutable } from "./mutable.ts";

/** A disc of radius r has a standard deviation of r / 2, and the Gaussian that looks like it has the same. */
const SIGMA_PER_RADIUS = 0.5;

/** Whatever may belong to the person stays out of the blur: the mask's whole slope and what is inside of it, */
const PERSON: Edge = { low: 0, high: 108 };
/**
 * and what is next to that, for masks miss a pixel of theirs at the outline. In a mask of so many rows growing it costs nothing.
 * More would keep out the background that shows right beside the person: what is guessed there instead is seen.
 */
const ROWS = 144;
const BESIDE = 1;

const blur: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "blur",
  summary: "Blurs the background; the person's colours do not bleed into it",
  access: "compose",
  hidesBackground: true,
  layers: [{ name: "person", size: "any" }],
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
      edge: PERSON,
    };
    const cell = Math.max(host.height / ROWS, 1);
    const small = (): Plane =>
      host.plane(Math.ceil(host.width / cell), Math.ceil(host.height / cell));
    const [mask, grown] = [small(), small()];
    blur.except = grown;
    const composite: Mutable<Composite> = {
      foreground: blurred,
      background: blurred,
      mask: blurred.y,
      into: blurred,
    };
    const everything = host.plane(1, 1);
    everything.data.fill(255);
    return { blur, composite, everything, mask, grown };
  },
  process({ frame, into, layers: { person }, kernels, options, state }) {
    const { blur, composite, everything, mask, grown } = state;
    blur.source = composite.foreground = frame;
    composite.mask = person;
    composite.edge = person.edge;
    composite.into = into;
    if (options.radius === 0) composite.mask = everything;
    else {
      kernels.upscale(person, mask);
      kernels.dilate(mask, grown, BESIDE);
      kernels.blur(blur);
    }
    kernels.composite(composite);
  },
});
export default blur;
