/**
 * Kernels that bring two pictures together: one over the other, or how they differ.
 *
 * @module
 */
import type { Frame, Packed } from "../core/frame.ts";
import { type Composite, motionTiles } from "../core/ports.ts";
import { frameBytes, matrixOf, pictureBytes, rangeOf } from "./kernel_base.ts";
import {
  checkFrame,
  checkNotLarger,
  checkPacked,
  checkPlane,
  checkSameColor,
  checkSameSize,
  edgeNumber,
  refuse,
} from "./kernel_checks.ts";
import { WHOLE } from "./kernel_masks.ts";
import { RefineKernels } from "./kernel_refine.ts";

/** The number of a layout in native/kernels.h. */
function layoutOf({ layout }: Packed): number {
  if (layout === "yuyv") return 0;
  if (layout === "i420") return 1;
  if (layout === "rgb24") return 2;
  return refuse("composite", `the destination is ${layout}, wanted yuyv, i420, rgb24 or a frame`);
}

/** Composition and comparison. */
export abstract class CompositeKernels<Pointer> extends RefineKernels<Pointer> {
  composite(job: Composite): void {
    const { foreground, background, mask, into } = job;
    checkFrame("composite", "the foreground", foreground);
    checkFrame("composite", "the background", background);
    checkPlane("composite", "the mask", mask);
    checkNotLarger("composite", "the background", background, foreground);
    checkSameColor("composite", background.color, foreground.color);
    const { width, height } = foreground;
    this.reserve("composite", this.raw.scrim_composite_scratch(width));
    const written = "layout" in into
      ? this.#compositePacked(job, into)
      : this.#compositeFrame(job, into);
    const behind = frameBytes(background.width, background.height);
    this.count(frameBytes(width, height) + behind + mask.width * mask.height, written, 0);
  }

  motion(picture: Packed, reference: Packed, into: Int32Array): void {
    checkPacked("measure motion", "the picture", picture);
    checkPacked("measure motion", "the reference", reference);
    const { width, height } = picture;
    if (picture.layout !== "rgba" || reference.layout !== "rgba") {
      refuse(
        "measure motion",
        `layouts are ${picture.layout} and ${reference.layout}, wanted rgba`,
      );
    }
    if (reference.width !== width || reference.height !== height) {
      const size = `${reference.width}x${reference.height}`;
      refuse("measure motion", `the reference is ${size}, wanted ${width}x${height}`);
    }
    const needed = 2 * motionTiles(width, height);
    if (into.length < needed) {
      refuse("measure motion", `the destination has ${into.length} numbers, wanted ${needed}`);
    }
    const code = this.raw.scrim_motion(
      this.at(picture.data),
      picture.stride,
      this.at(reference.data),
      reference.stride,
      this.at(into),
      into.length,
      width,
      height,
    );
    this.check("measure motion", code);
    this.count(pictureBytes(picture) + pictureBytes(reference), 0, 0);
  }

  /** Gives the bytes written. */
  #compositeFrame(job: Composite, into: Frame): number {
    const { foreground: { y, u, v, width, height, color }, background, mask, edge = WHOLE } = job;
    checkFrame("composite", "the destination", into);
    checkSameSize("composite", job.foreground, into);
    checkSameColor("composite", color, into.color);
    const code = this.raw.scrim_composite(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      this.at(background.y.data),
      background.y.stride,
      this.at(background.u.data),
      background.u.stride,
      this.at(background.v.data),
      background.v.stride,
      background.width,
      background.height,
      this.at(mask.data),
      mask.stride,
      mask.width,
      mask.height,
      edgeNumber("composite", edge),
      this.at(into.y.data),
      into.y.stride,
      this.at(into.u.data),
      into.u.stride,
      this.at(into.v.data),
      into.v.stride,
      width,
      height,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("composite", code);
    return frameBytes(width, height);
  }

  /** Gives the bytes written. RGB means one thing only, so its `color` does not matter: as for `pack`. */
  #compositePacked(job: Composite, into: Packed): number {
    const { foreground: { y, u, v, width, height, color }, background, mask, edge = WHOLE } = job;
    checkPacked("composite", "the destination", into);
    checkSameSize("composite", job.foreground, into);
    const layout = layoutOf(into);
    if (into.layout !== "rgb24") checkSameColor("composite", color, into.color);
    const code = this.raw.scrim_composite_packed(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      this.at(background.y.data),
      background.y.stride,
      this.at(background.u.data),
      background.u.stride,
      this.at(background.v.data),
      background.v.stride,
      background.width,
      background.height,
      this.at(mask.data),
      mask.stride,
      mask.width,
      mask.height,
      edgeNumber("composite", edge),
      this.at(into.data),
      into.stride,
      width,
      height,
      layout,
      matrixOf(color),
      rangeOf(color),
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("composite", code);
    return pictureBytes(into);
  }
}
