/**
 * {@linkcode Kernels} over either build. TypeScript checks arguments, reserves scratch memory and counts. It touches no pixel and
 * allocates nothing once the scratch memory exists.
 *
 * @module
 */
import type { Frame, Packed } from "../core/media/frame.ts";
import type { Kernels } from "../core/media/kernels.ts";
import { frameBytes, matrixOf, pictureBytes, rangeOf } from "./kernel_base.ts";
import { BlurKernels } from "./kernel_blurs.ts";
import { checkFrame, checkPacked, refuse } from "./kernel_checks.ts";

/** All kernels of one build. */
export class PlaneKernels<Pointer> extends BlurKernels<Pointer> implements Kernels {
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
}
