/**
 * Kernels that change the layout of a picture, or copy it.
 *
 * @module
 */
import {
  type Frame,
  minStride,
  type Packed,
  type PixelLayout,
  type Plane,
} from "../core/media/frame.ts";
import { frameBytes, half, matrixOf, movedBytes, pictureBytes, rangeOf } from "./kernel_base.ts";
import { checkFrame, checkPacked, checkSameColor, checkSameSize, refuse } from "./kernel_checks.ts";
import { UnpackKernels } from "./kernel_unpack.ts";
import type { RawKernels } from "./symbols.ts";

/** Conversions and copies. */
export abstract class LayoutKernels<Pointer> extends UnpackKernels<Pointer> {
  pack(frame: Frame, into: Packed): void {
    checkFrame("pack", "the frame", frame);
    checkPacked("pack", "the destination", into);
    checkSameSize("pack", frame, into);
    if (into.layout === "rgb24" || into.layout === "rgba") {
      this.#packRgb(frame, into);
    } else {
      checkSameColor("pack", frame.color, into.color);
      this.#packYuv(this.#packer(into.layout), frame, into);
    }
    const written = pictureBytes(into);
    this.count(frameBytes(frame.width, frame.height), written, movedBytes(into.layout, written));
  }

  copyPacked(picture: Packed, into: Packed): void {
    checkPacked("copyPacked", "the picture", picture);
    checkPacked("copyPacked", "the destination", into);
    checkSameSize("copyPacked", picture, into);
    checkSameColor("copyPacked", picture.color, into.color);
    const { layout, width, height } = picture;
    if (layout !== into.layout) {
      refuse("copyPacked", `the destination is ${into.layout}, wanted ${layout}`);
    }
    const code = this.raw.scrim_copy_packed(
      this.at(picture.data),
      picture.stride,
      this.at(into.data),
      into.stride,
      minStride(layout, width),
      layout === "nv12" ? height + half(height) : height,
      layout === "i420" ? 2 * half(height) : 0,
    );
    this.check("copyPacked", code);
    const bytes = pictureBytes(picture);
    this.count(bytes, bytes, bytes);
  }

  fromRgba(picture: Packed, into: Frame): void {
    checkPacked("convert from rgba", "the picture", picture);
    checkFrame("convert from rgba", "the destination", into);
    checkSameSize("convert from rgba", picture, into);
    if (picture.layout !== "rgba") {
      refuse("convert from rgba", `the picture is ${picture.layout}, wanted rgba`);
    }
    const { y, u, v, width, height, color } = into;
    const code = this.raw.scrim_from_rgba(
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
      matrixOf(color),
      rangeOf(color),
    );
    this.check("convert from rgba", code);
    this.count(pictureBytes(picture), frameBytes(width, height), 0);
  }

  copy(frame: Frame, into: Frame): void {
    checkFrame("copy", "the frame", frame);
    checkFrame("copy", "the destination", into);
    checkSameSize("copy", frame, into);
    checkSameColor("copy", frame.color, into.color);
    this.#copyPlane(frame.y, into.y);
    this.#copyPlane(frame.u, into.u);
    this.#copyPlane(frame.v, into.v);
    const bytes = frameBytes(frame.width, frame.height);
    this.count(bytes, bytes, bytes);
  }

  #copyPlane(plane: Plane, into: Plane): void {
    const { data, stride, width, height } = plane;
    const { at } = this;
    const code = this.raw.scrim_copy_plane(
      at(data),
      stride,
      at(into.data),
      into.stride,
      width,
      height,
    );
    this.check("copy", code);
  }

  #packer(layout: Exclude<PixelLayout, "rgb24" | "rgba">): RawKernels<Pointer>["scrim_pack_yuyv"] {
    const { raw } = this;
    if (layout === "yuyv") return raw.scrim_pack_yuyv;
    if (layout === "uyvy") return raw.scrim_pack_uyvy;
    if (layout === "nv12") return raw.scrim_pack_nv12;
    if (layout === "i420") return raw.scrim_pack_i420;
    return raw.scrim_pack_grey;
  }

  #packYuv(run: RawKernels<Pointer>["scrim_pack_yuyv"], frame: Frame, into: Packed): void {
    const { y, u, v, width, height } = frame;
    const code = run(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      this.at(into.data),
      into.stride,
      width,
      height,
    );
    this.check("pack", code);
  }

  #packRgb(frame: Frame, into: Packed): void {
    const { y, u, v, width, height, color } = frame;
    const code = this.raw.scrim_pack_rgb(
      this.at(y.data),
      y.stride,
      this.at(u.data),
      u.stride,
      this.at(v.data),
      v.stride,
      this.at(into.data),
      into.stride,
      width,
      height,
      into.layout === "rgba" ? 4 : 3,
      matrixOf(color),
      rangeOf(color),
    );
    this.check("pack", code);
  }
}
