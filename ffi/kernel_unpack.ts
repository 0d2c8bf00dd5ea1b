/**
 * Kernels that unpack camera frames: the whole picture, a part of it, or its luma alone.
 *
 * @module
 */
import type { Frame, Packed, PixelLayout, Plane } from "../core/media/frame.ts";
import type { PixelRect } from "../core/media/kernels.ts";
import { frameBytes, KernelBase, layoutBytes, movedBytes } from "./kernel_base.ts";
import {
  checkCrop,
  checkFrame,
  checkPacked,
  checkPlane,
  checkSameColor,
  checkSameSize,
  refuse,
} from "./kernel_checks.ts";
import type { RawKernels } from "./symbols.ts";

function refuseLayout(layout: PixelLayout): never {
  return refuse("unpack", `the picture is ${layout}, wanted yuyv, uyvy, nv12, i420 or grey`);
}

/** Kernels that read camera pictures. */
export abstract class UnpackKernels<Pointer> extends KernelBase<Pointer> {
  unpack(picture: Packed, into: Frame, crop?: PixelRect): void {
    checkPacked("unpack", "the picture", picture);
    checkFrame("unpack", "the destination", into);
    if (crop) checkCrop("unpack", picture, crop);
    checkSameSize("unpack", crop ?? picture, into);
    checkSameColor("unpack", picture.color, into.color);
    const { y, u, v, width, height } = into;
    const code = this.#unpacker(picture.layout)(
      this.at(picture.data),
      picture.stride,
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      width,
      height,
      picture.height,
      crop ? crop.x : 0,
      crop ? crop.y : 0,
    );
    this.check("unpack", code);
    const read = layoutBytes(picture.layout, width, height);
    this.count(read, frameBytes(width, height), movedBytes(picture.layout, read));
  }

  /**
   * Extracts the luma of a camera frame. In yuyv and uyvy, luma and chroma alternate, so both bytes of each pixel are read and
   * `bytesRead` counts 2 a pixel. In all other layouts luma is a plane: 1 byte a pixel is read and copied.
   */
  unpackLuma(picture: Packed, into: Plane, crop?: PixelRect): void {
    checkPacked("unpack luma", "the picture", picture);
    checkPlane("unpack luma", "the destination", into);
    if (crop) checkCrop("unpack luma", picture, crop);
    checkSameSize("unpack luma", crop ?? picture, into);
    const { layout } = picture;
    if (layout === "rgb24" || layout === "rgba") refuseLayout(layout);
    const { width, height } = into;
    const step = layout === "yuyv" || layout === "uyvy" ? 2 : 1;
    const code = this.raw.scrim_unpack_luma(
      this.at(picture.data),
      picture.stride,
      this.at(into.data),
      into.stride,
      width,
      height,
      picture.height,
      crop ? crop.x : 0,
      crop ? crop.y : 0,
      step,
      layout === "uyvy" ? 1 : 0,
    );
    this.check("unpack luma", code);
    const pixels = width * height;
    this.count(step * pixels, pixels, step === 1 ? pixels : 0);
  }

  #unpacker(layout: PixelLayout): RawKernels<Pointer>["scrim_unpack_yuyv"] {
    const { raw } = this;
    if (layout === "yuyv") return raw.scrim_unpack_yuyv;
    if (layout === "uyvy") return raw.scrim_unpack_uyvy;
    if (layout === "nv12") return raw.scrim_unpack_nv12;
    if (layout === "i420") return raw.scrim_unpack_i420;
    if (layout === "grey") return raw.scrim_unpack_grey;
    return refuseLayout(layout);
  }
}
