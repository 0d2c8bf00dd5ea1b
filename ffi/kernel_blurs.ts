/**
 * The blur functions of {@linkcode Kernels}.
 *
 * @module
 */
import type { Blur, BlurShape } from "../core/media/kernels.ts";
import { frameBytes } from "./kernel_base.ts";
import { blurDivisor, Box, discRadius } from "./kernel_blur.ts";
import { checkFrame, checkPlane, checkSameColor, edgeNumber, refuse } from "./kernel_checks.ts";
import { CompositeKernels } from "./kernel_composite.ts";
import { WHOLE } from "./kernel_masks.ts";

const MAX_SIGMA = 1000;
/** The largest disc: a radius of eight of the largest cells. */
const MAX_DISC_SIGMA = 256;

/** Gaussian and disc blurs. */
export abstract class BlurKernels<Pointer> extends CompositeKernels<Pointer> {
  readonly #lumaBox = new Box();
  /** Chroma has half as many pixels a side and is reduced by the same divisor. */
  readonly #chromaBox = new Box();

  blurSize(
    width: number,
    height: number,
    sigmaPx: number,
    shape?: BlurShape,
  ): { width: number; height: number } {
    const divisor = blurDivisor(sigmaPx, shape);
    return { width: Math.ceil(width / divisor), height: Math.ceil(height / divisor) };
  }

  blur(job: Blur): void {
    const { source, except, sigmaPx, shape, into } = job;
    checkFrame("blur", "the source", source);
    checkFrame("blur", "the destination", into);
    checkSameColor("blur", source.color, into.color);
    const most = shape === "bokeh" ? MAX_DISC_SIGMA : MAX_SIGMA;
    if (!(sigmaPx > 0 && sigmaPx <= most)) {
      refuse("blur", `sigma is ${sigmaPx} px, wanted more than 0 and at most ${most}`);
    }
    const divisor = blurDivisor(sigmaPx, shape);
    const width = Math.ceil(source.width / divisor);
    const height = Math.ceil(source.height / divisor);
    if (into.width !== width || into.height !== height) {
      refuse(
        "blur",
        `the destination is ${into.width}x${into.height}, wanted ${width}x${height} (see blurSize)`,
      );
    }
    if (except) checkPlane("blur", "the mask", except);
    if (shape === "bokeh") this.#disc(job, divisor);
    else this.#gaussian(job, divisor);
    const read = frameBytes(source.width, source.height) +
      (except ? except.width * except.height : 0);
    this.count(read, frameBytes(width, height), 0);
  }

  #gaussian({ source, except, edge = WHOLE, sigmaPx, into }: Blur, divisor: number): void {
    const luma = this.#lumaBox;
    const chroma = this.#chromaBox;
    luma.fit(sigmaPx, divisor);
    chroma.fit(sigmaPx / 2, divisor);
    this.reserve(
      "blur",
      this.raw.scrim_blur_scratch(source.width, source.height, divisor, except ? 1 : 0),
    );
    const code = this.raw.scrim_blur(
      this.at(source.y.data),
      source.y.stride,
      this.at(source.u.data),
      source.u.stride,
      this.at(source.v.data),
      source.v.stride,
      except ? this.at(except.data) : this.none,
      except ? except.stride : 0,
      except ? except.width : 0,
      except ? except.height : 0,
      edgeNumber("blur", edge),
      this.at(into.y.data),
      into.y.stride,
      this.at(into.u.data),
      into.u.stride,
      this.at(into.v.data),
      into.v.stride,
      source.width,
      source.height,
      divisor,
      luma.radius,
      luma.centre,
      luma.ends,
      chroma.radius,
      chroma.centre,
      chroma.ends,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("blur", code);
  }

  #disc({ source, except, edge = WHOLE, sigmaPx, into }: Blur, divisor: number): void {
    this.reserve(
      "blur",
      this.raw.scrim_bokeh_scratch(source.width, source.height, divisor, except ? 1 : 0),
    );
    const code = this.raw.scrim_bokeh(
      this.at(source.y.data),
      source.y.stride,
      this.at(source.u.data),
      source.u.stride,
      this.at(source.v.data),
      source.v.stride,
      except ? this.at(except.data) : this.none,
      except ? except.stride : 0,
      except ? except.width : 0,
      except ? except.height : 0,
      edgeNumber("blur", edge),
      this.at(into.y.data),
      into.y.stride,
      this.at(into.u.data),
      into.u.stride,
      this.at(into.v.data),
      into.v.stride,
      source.width,
      source.height,
      divisor,
      discRadius(sigmaPx, divisor),
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("blur", code);
  }
}
