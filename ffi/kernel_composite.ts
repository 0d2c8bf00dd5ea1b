/**
 * Kernels on two pictures: composition and comparison.
 *
 * @module
 */
import type { Frame, Packed, Plane } from "../core/media/frame.ts";
import { type Composite, motionTiles, type Spill } from "../core/media/kernels.ts";
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
  sizeNumber,
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

/** `SCRIM_SPILL_CELL` of native/kernels.h. */
const CELL = 8;

/** The size of one of the three parts of the spill plane, packed into one number. */
function spillPart({ width, height }: Plane): number {
  return width + 65536 * (height / 3);
}

function checkSpill(operation: string, spill: Plane, frame: Frame): void {
  checkPlane(operation, "what spills", spill);
  const [width, height] = [Math.ceil(frame.width / CELL), 3 * Math.ceil(frame.height / CELL)];
  if (spill.width === width && spill.height === height) return;
  refuse(
    operation,
    `what spills is ${spill.width}x${spill.height}, wanted ${width}x${height} (see spillSize)`,
  );
}

/** Composition and comparison. */
export abstract class CompositeKernels<Pointer> extends RefineKernels<Pointer> {
  composite(job: Composite): void {
    const { foreground, background, mask, spill, into } = job;
    checkFrame("composite", "the foreground", foreground);
    checkFrame("composite", "the background", background);
    checkPlane("composite", "the mask", mask);
    checkNotLarger("composite", "the background", background, foreground);
    checkSameColor("composite", background.color, foreground.color);
    const { width, height } = foreground;
    if (spill) checkSpill("composite", spill, foreground);
    this.reserve("composite", this.raw.scrim_composite_scratch(width));
    const written = "layout" in into
      ? this.#compositePacked(job, into)
      : this.#compositeFrame(job, into);
    const behind = frameBytes(background.width, background.height);
    const through = mask.width * mask.height + (spill ? spill.width * spill.height : 0);
    this.count(frameBytes(width, height) + behind + through, written, 0);
  }

  spillSize(width: number, height: number): { width: number; height: number } {
    return { width: Math.ceil(width / CELL), height: 3 * Math.ceil(height / CELL) };
  }

  spill({ frame, mask, edge = WHOLE, into }: Spill): void {
    checkFrame("find what spills", "the frame", frame);
    checkPlane("find what spills", "the mask", mask);
    checkSpill("find what spills", into, frame);
    const { y, u, v, width, height } = frame;
    this.reserve("find what spills", this.raw.scrim_spill_scratch(width, height));
    const code = this.raw.scrim_spill(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      width,
      height,
      this.at(mask.data),
      mask.stride,
      mask.width,
      mask.height,
      edgeNumber("find what spills", edge),
      this.at(into.data),
      into.stride,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("find what spills", code);
    const read = frameBytes(width, height) + mask.width * mask.height;
    this.count(read, into.width * into.height, 0);
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

  /** Returns the number of bytes written. */
  #compositeFrame(job: Composite, into: Frame): number {
    const { foreground: { y, u, v, width, height, color }, background, mask, spill } = job;
    const { edge = WHOLE } = job;
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
      sizeNumber(background),
      this.at(mask.data),
      mask.stride,
      sizeNumber(mask),
      edgeNumber("composite", edge),
      spill ? this.at(spill.data) : this.none,
      spill ? spill.stride : 0,
      spill ? spillPart(spill) : 0,
      this.at(into.y.data),
      into.y.stride,
      this.at(into.u.data),
      into.u.stride,
      this.at(into.v.data),
      into.v.stride,
      sizeNumber(into),
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("composite", code);
    return frameBytes(width, height);
  }

  /** Returns the number of bytes written. `color` of RGB is ignored, as in `pack`, because RGB has one meaning only. */
  #compositePacked(job: Composite, into: Packed): number {
    const { foreground: { y, u, v, color }, background, mask, edge = WHOLE, spill } = job;
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
      sizeNumber(background),
      this.at(mask.data),
      mask.stride,
      sizeNumber(mask),
      edgeNumber("composite", edge),
      spill ? this.at(spill.data) : this.none,
      spill ? spill.stride : 0,
      spill ? spillPart(spill) : 0,
      this.at(into.data),
      into.stride,
      sizeNumber(into),
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
