/**
 * The port {@linkcode Kernels} over either build. TypeScript checks, reserves and counts; it touches no pixel and allocates
 * nothing once scratch memory is there.
 *
 * @module
 */
import type { Frame, Packed } from "../core/frame.ts";
import type { Blur, Kernels } from "../core/ports.ts";
import { frameBytes, matrixOf, pictureBytes, rangeOf } from "./kernel_base.ts";
import { blurDivisor, Box } from "./kernel_blur.ts";
import {
  checkFrame,
  checkPacked,
  checkPlane,
  checkSameColor,
  edgeNumber,
  refuse,
} from "./kernel_checks.ts";
import { CompositeKernels } from "./kernel_composite.ts";
import { WHOLE } from "./kernel_masks.ts";

/** The kernels of one build. */
export class PlaneKernels<Pointer> extends CompositeKernels<Pointer> implements Kernels {
  readonly #lumaBox = new Box();
  /** Chroma has half as many pixels and is reduced by the same divisor. */
  readonly #chromaBox = new Box();

  sample(frame: Frame, into: Packed): void {
    checkFrame("sample", "the frame", frame);
    checkPacked("sample", "the destination", into);
    if (into.layout !== "rgba") {
      refuse("sample", `the destination is ${into.layout}, wanted rgba`);
    }
    const { y, u, v, width, height, color } = frame;
    this.reserve(
      "sample",
      this.raw.scrim_sample_scratch(width, height, into.width, into.height),
    );
    const code = this.raw.scrim_sample(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      width,
      height,
      this.at(into.data),
      into.stride,
      into.width,
      into.height,
      matrixOf(color),
      rangeOf(color),
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("sample", code);
    this.count(frameBytes(width, height), pictureBytes(into), 0);
  }

  blurSize(width: number, height: number, sigmaPx: number): { width: number; height: number } {
    const divisor = blurDivisor(sigmaPx);
    return { width: Math.ceil(width / divisor), height: Math.ceil(height / divisor) };
  }

  blur(job: Blur): void {
    const { source, except, sigmaPx, into } = job;
    checkFrame("blur", "the source", source);
    checkFrame("blur", "the destination", into);
    checkSameColor("blur", source.color, into.color);
    if (!(sigmaPx > 0 && sigmaPx <= 1000)) {
      refuse("blur", `sigma is ${sigmaPx} px, wanted more than 0 and at most 1000`);
    }
    const divisor = blurDivisor(sigmaPx);
    const width = Math.ceil(source.width / divisor);
    const height = Math.ceil(source.height / divisor);
    if (into.width !== width || into.height !== height) {
      refuse(
        "blur",
        `the destination is ${into.width}x${into.height}, wanted ${width}x${height} (see blurSize)`,
      );
    }
    if (except) checkPlane("blur", "the mask", except);
    this.reserve(
      "blur",
      this.raw.scrim_blur_scratch(source.width, source.height, divisor, except ? 1 : 0),
    );
    this.#lumaBox.fit(sigmaPx, divisor);
    this.#chromaBox.fit(sigmaPx / 2, divisor);
    this.check("blur", this.#blurPlanes(job, divisor));
    const read = frameBytes(source.width, source.height) +
      (except ? except.width * except.height : 0);
    this.count(read, frameBytes(width, height), 0);
  }

  #blurPlanes({ source, except, edge = WHOLE, into }: Blur, divisor: number): number {
    const luma = this.#lumaBox;
    const chroma = this.#chromaBox;
    return this.raw.scrim_blur(
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
  }
}
