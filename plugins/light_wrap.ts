/**
 * Light of a new background on the edge of the person before it.
 *
 * @module
 */
import type {
  Composite,
  Frame,
  MaskView,
  Packed,
  Plane,
  PluginHost,
  PluginKernels,
} from "../core/plugin.ts";
import type { Mutable } from "./mutable.ts";

/** How far light reaches, as a standard deviation in parts of the picture's height. */
const REACH = 1 / 90;

/** Lays a blurred background over the outline of what is in {@linkcode LightWrap.below}. */
export class LightWrap {
  /** The picture to be wrapped: written before each `wrap()`. */
  readonly below: Frame;
  readonly #kernels: PluginKernels;
  readonly #sigmaPx: number;
  /** The person's mask as the luma of a frame, and blurred. */
  readonly #silhouette: Frame;
  readonly #soft: Frame;
  /** How much stays as it was. */
  readonly #kept: Plane;
  /** For each value of the blurred mask. */
  readonly #keeps = new Uint8ClampedArray(256);
  readonly #job: Mutable<Composite>;

  /** @param strength 0..1 of the background where the outline is */
  constructor(host: PluginHost, background: Frame, strength: number) {
    const { kernels } = host;
    this.#kernels = kernels;
    this.#sigmaPx = Math.max(host.height * REACH, 1);
    this.below = host.frame();
    this.#silhouette = host.frame();
    const { width, height } = kernels.blurSize(host.width, host.height, this.#sigmaPx);
    this.#soft = host.frame(width, height);
    this.#kept = host.plane(width, height);
    const light = host.frame(width, height);
    kernels.blur({ source: background, sigmaPx: this.#sigmaPx, into: light });
    // Most on the outline, nothing deep in the person and far from it, where it would only blur the background.
    for (let value = 0; value < 256; value++) {
      const inside = value / 255;
      this.#keeps[value] = 255 * (1 - strength * 4 * inside * (1 - inside));
    }
    this.#job = {
      ...{ foreground: this.below, background: light, mask: this.#kept, into: this.below },
    };
  }

  /** Wraps what is in `below`. */
  wrap(person: MaskView, into: Frame | Packed): void {
    const kernels = this.#kernels;
    const soft = this.#soft.y;
    const kept = this.#kept;
    kernels.upscale(person, this.#silhouette.y, person.edge);
    kernels.blur({ source: this.#silhouette, sigmaPx: this.#sigmaPx, into: this.#soft });
    for (let row = 0; row < kept.height; row++) {
      const [from, to] = [row * soft.stride, row * kept.stride];
      for (let x = 0; x < kept.width; x++) kept.data[to + x] = this.#keeps[soft.data[from + x]];
    }
    this.#job.into = into;
    kernels.composite(this.#job);
  }
}
