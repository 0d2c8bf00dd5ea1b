/**
 * Kernels on one plane: smooth, upscale or transform a mask or a label map.
 *
 * @module
 */
import type { Plane } from "../core/media/frame.ts";
import type { Affine, Edge } from "../core/media/kernels.ts";
import { checkPlane, checkSameSize, edgeNumber, refuse } from "./kernel_checks.ts";
import { LayoutKernels } from "./kernel_layouts.ts";

/** The edge that leaves a mask unchanged. */
export const WHOLE: Edge = { low: 0, high: 255 };

/** Largest translation in pictures. A larger one shows nothing, and its sums would overflow. */
const FARTHEST = 1000;

/** Converts to whole units of 1/2^32 pixels, as `native/warp.c` uses them. */
function fixed(pixels: number): number {
  return Math.round(pixels * 2 ** 32);
}

function checkMoved(operation: string, moved: Affine): void {
  for (let i = 0; i < 6; i++) {
    if (Math.abs(moved[i]) <= FARTHEST) continue;
    refuse(operation, `the map is ${moved.join(", ")}, wanted numbers within ${FARTHEST} of 0`);
  }
}

/** Kernels on single planes. */
export abstract class MaskKernels<Pointer> extends LayoutKernels<Pointer> {
  smooth(mask: Plane, into: Plane): void {
    checkPlane("smooth", "the mask", mask);
    checkPlane("smooth", "the destination", into);
    checkSameSize("smooth", mask, into);
    this.reserve("smooth", this.raw.scrim_smooth_scratch(mask.width));
    const code = this.raw.scrim_smooth(
      this.at(mask.data),
      mask.stride,
      this.at(into.data),
      into.stride,
      mask.width,
      mask.height,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("smooth", code);
    this.count(mask.width * mask.height, into.width * into.height, 0);
  }

  upscale(mask: Plane, into: Plane, edge: Edge = WHOLE): void {
    checkPlane("upscale", "the mask", mask);
    checkPlane("upscale", "the destination", into);
    this.reserve("upscale", this.raw.scrim_upscale_scratch(into.width));
    const code = this.raw.scrim_upscale(
      this.at(mask.data),
      mask.stride,
      mask.width,
      mask.height,
      edgeNumber("upscale", edge),
      this.at(into.data),
      into.stride,
      into.width,
      into.height,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("upscale", code);
    this.count(mask.width * mask.height, into.width * into.height, 0);
  }

  upscaleLabels(labels: Plane, into: Plane): void {
    checkPlane("upscale labels", "the map", labels);
    checkPlane("upscale labels", "the destination", into);
    this.reserve("upscale labels", this.raw.scrim_upscale_labels_scratch(into.width));
    const code = this.raw.scrim_upscale_labels(
      this.at(labels.data),
      labels.stride,
      labels.width,
      labels.height,
      this.at(into.data),
      into.stride,
      into.width,
      into.height,
      this.at(this.scratch),
      this.scratch.length,
    );
    this.check("upscale labels", code);
    this.count(labels.width * labels.height, into.width * into.height, 0);
  }

  warp(plane: Plane, into: Plane, how: { moved: Affine; labels: boolean }): void {
    checkPlane("warp", "the plane", plane);
    checkPlane("warp", "the destination", into);
    checkSameSize("warp", plane, into);
    checkMoved("warp", how.moved);
    const { width, height } = plane;
    const [a, b, c, d, e, f] = how.moved;
    // The centre of pixel i is at (i + 0.5) / size. The first place is the source of pixel (0, 0).
    const down = b * width / height;
    const across = d * height / width;
    const code = this.raw.scrim_warp(
      this.at(plane.data),
      plane.stride,
      this.at(into.data),
      into.stride,
      width,
      height,
      how.labels ? 1 : 0,
      fixed((a + down) / 2 + c * width - 0.5),
      fixed(a),
      fixed(down),
      fixed((across + e) / 2 + f * height - 0.5),
      fixed(across),
      fixed(e),
    );
    this.check("warp", code);
    this.count(width * height, width * height, 0);
  }
}
