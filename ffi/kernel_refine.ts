/**
 * Kernels that make a mask better: along the picture's edges, over time, wider or narrower.
 *
 * @module
 */
import type { Packed, Plane } from "../core/media/frame.ts";
import type { Refine } from "../core/media/kernels.ts";
import { matrixOf, pictureBytes, rangeOf } from "./kernel_base.ts";
import { checkFrame, checkPacked, checkPlane, checkSameSize, refuse } from "./kernel_checks.ts";
import { MaskKernels } from "./kernel_masks.ts";

/**
 * Luma whose variance in 3x3 pixels of the mask is below this is no edge. On photos and the demo figure 6 to 65 differ by 2 %
 * of the error near outlines; a noisy camera needs more, for a steep line shows its noise.
 */
const FLAT = 20;
const FLAT_PER_NOISE = 8;
/** `SCRIM_MAX_EPSILON` of native/kernels.h: no luma is an edge. */
const NO_EDGE = 1 << 30;
/** The mean of 25 squared differences of noise is hardly ever 1.5 times its variance, and what moves is soon beyond 2.5. */
const CALM = { base: 1, perNoise: 1.5 };
const MOVING = { base: 2, perNoise: 2.5 };
/** Steps of the mask that are no flicker, wherever they come from. */
const JUMP = { base: 4, perDeviation: 2 };
/** More is no noise of a camera. */
const NOISIEST = 1000;

/** `SCRIM_MAX_GROWTH` and `SCRIM_MAX_REFINED` of native/kernels.h. */
const MAX_GROWTH = 128;
const MAX_REFINED = 1 << 20;

/** Masks and the pictures under them. */
export abstract class RefineKernels<Pointer> extends MaskKernels<Pointer> {
  refine(job: Refine): void {
    const { mask, guide, before, frame, noise, share, guided = true, into } = job;
    checkJob(job);
    const variance = Math.round(noise);
    this.reserve("refine", this.raw.scrim_refine_scratch(mask.width, mask.height, into.width));
    const code = this.raw.scrim_refine(
      this.at(mask.data),
      mask.stride,
      this.at(guide.data),
      guide.stride,
      this.at(before.data),
      before.stride,
      mask.width,
      mask.height,
      this.at(frame.y.data),
      frame.y.stride,
      this.at(into.data),
      into.stride,
      into.width,
      into.height,
      matrixOf(frame.color),
      rangeOf(frame.color),
      guided ? 81 * (FLAT + FLAT_PER_NOISE * variance) : NO_EDGE,
      Math.round(25 * (CALM.base + CALM.perNoise * variance)),
      Math.round(25 * (MOVING.base + MOVING.perNoise * variance)),
      Math.max(1, Math.round(256 * share)),
      Math.round(JUMP.base + JUMP.perDeviation * Math.sqrt(variance)),
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("refine", code);
    const small = mask.width * mask.height;
    const large = into.width * into.height;
    this.count(small + 2 * pictureBytes(guide) + 2 * large, large, 0);
  }

  dilate(mask: Plane, into: Plane, px: number): void {
    checkPlane("dilate", "the mask", mask);
    checkPlane("dilate", "the destination", into);
    checkSameSize("dilate", mask, into);
    if (!Number.isInteger(px) || px === 0 || Math.abs(px) > MAX_GROWTH) {
      refuse(
        "dilate",
        `it is to dilate by ${px} px, wanted a whole number within ${MAX_GROWTH} of 0`,
      );
    }
    this.reserve("dilate", this.raw.scrim_dilate_scratch(mask.width, Math.abs(px)));
    const code = this.raw.scrim_dilate(
      this.at(mask.data),
      mask.stride,
      this.at(into.data),
      into.stride,
      mask.width,
      mask.height,
      px,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("dilate", code);
    this.count(mask.width * mask.height, into.width * into.height, 0);
  }
}

function checkGuide({ layout, width, height }: Packed, mask: Plane): void {
  if (layout === "rgba" && width === mask.width && height === mask.height) return;
  const is = `${width}x${height} ${layout}`;
  refuse("refine", `a guide is ${is}, wanted ${mask.width}x${mask.height} rgba`);
}

function checkJob({ mask, guide, before, frame, noise, share, into }: Refine): void {
  checkPlane("refine", "the mask", mask);
  checkPacked("refine", "the guide", guide);
  checkPacked("refine", "the guide before", before);
  checkFrame("refine", "the frame", frame);
  checkPlane("refine", "the destination", into);
  checkSameSize("refine", frame, into);
  const { width, height } = mask;
  checkGuide(guide, mask);
  checkGuide(before, mask);
  if (width * height > MAX_REFINED) {
    refuse("refine", `the mask is ${width}x${height}, wanted at most ${MAX_REFINED} pixels`);
  }
  if (!(noise >= 0 && noise <= NOISIEST)) {
    refuse("refine", `the noise is ${noise}, wanted a variance of 0..${NOISIEST}`);
  }
  if (!(share > 0 && share <= 1)) {
    refuse("refine", `the share is ${share}, wanted more than 0 and at most 1`);
  }
}
