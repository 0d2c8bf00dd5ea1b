/**
 * What a picture is. Frames travel as planar I420; packed pictures exist only at the two borders (a driver's buffer,
 * a file); RGBA only at model-input size, or where a plugin asks for it.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";

/** Luma/chroma equations: ITU-R BT.601 (standard definition) or BT.709 (high definition). */
export type Matrix = "bt601" | "bt709";

/** `limited`: luma 16..235, chroma 16..240 (cameras, video). `full`: 0..255 (JPEG). */
export type Range = "limited" | "full";

/**
 * Where the chroma of two pixels lies: on the `left` one, as cameras and MPEG-2 have it, or in the `center` between them, as
 * JPEG has it. Vertically it is in the middle of two rows.
 */
export type Siting = "left" | "center";

/** How YUV numbers map to colours. */
export interface Colorimetry {
  /** Which equations turn RGB into YUV and back. */
  readonly matrix: Matrix;
  /** Which numbers are black and white. */
  readonly range: Range;
  /** Default `left`. Carried from sources to sinks that can say it; half a pixel is not worth converting. */
  readonly siting?: Siting;
}

/** One 8-bit plane. `data` is a view, never a copy: row `r` starts at `r * stride`. */
export interface Plane {
  /** The bytes, owned by whoever made the plane; what lies between rows means nothing. */
  readonly data: Uint8Array;
  /** Bytes from one row to the next, at least `width`. */
  readonly stride: number;
  /** Pixels (bytes) in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** A planar 4:2:0 picture. `u` and `v` are `ceil(width / 2)` x `ceil(height / 2)`. */
export interface Frame {
  /** Always planar 4:2:0. */
  readonly format: "i420";
  /** Pixels in a row of `y`; may be odd. */
  readonly width: number;
  /** Rows of `y`; may be odd. */
  readonly height: number;
  /** Luma, `width` x `height`. */
  readonly y: Plane;
  /** Blue-difference chroma (Cb), 128 where there is no colour. */
  readonly u: Plane;
  /** Red-difference chroma (Cr), 128 where there is no colour. */
  readonly v: Plane;
  /** How its numbers map to colours. Kernels refuse to mix frames that differ in it. */
  readonly color: Colorimetry;
}

/** Byte layouts at the borders: what a camera gives, a virtual camera takes, a file holds. */
export type PixelLayout = "yuyv" | "uyvy" | "nv12" | "i420" | "grey" | "rgb24" | "rgba";

/** The layouts that pictures may come in: filters work on YUV, and there is no way back from RGB on the frame path. */
export type SourceLayout = Exclude<PixelLayout, "rgb24" | "rgba">;

/** Every {@linkcode SourceLayout}. */
export const SOURCE_LAYOUTS: readonly SourceLayout[] = ["yuyv", "uyvy", "nv12", "i420", "grey"];

/**
 * A picture in one run of bytes. `stride` belongs to the first plane; further planes follow without a gap:
 * `nv12` has `ceil(height/2)` rows of interleaved chroma of the same stride, `i420` two planes of
 * `ceil(height/2)` rows of stride `ceil(stride / 2)`.
 */
export interface Packed {
  /** The order of the bytes. */
  readonly layout: PixelLayout;
  /** All planes, at least {@linkcode packedSize} bytes, owned by whoever made the picture. */
  readonly data: Uint8Array;
  /** Bytes from one row of the first plane to the next. */
  readonly stride: number;
  /** Pixels in a row. */
  readonly width: number;
  /** Rows of pixels. */
  readonly height: number;
  /** How its YUV numbers map to colours. */
  readonly color: Colorimetry;
}

const BYTES_PER_PIXEL: Readonly<Record<PixelLayout, number>> = {
  yuyv: 2,
  uyvy: 2,
  nv12: 1,
  i420: 1,
  grey: 1,
  rgb24: 3,
  rgba: 4,
};

/** The smallest stride, in bytes, that a row of `width` pixels needs. Macropixels of 4:2:2 are whole. */
export function minStride(layout: PixelLayout, width: number): number {
  const whole = layout === "yuyv" || layout === "uyvy" || layout === "nv12"
    ? width + (width & 1)
    : width;
  return whole * BYTES_PER_PIXEL[layout];
}

/** The bytes a packed picture of this shape takes, from its first to its last. */
export function packedSize(layout: PixelLayout, height: number, stride: number): number {
  const chromaRows = (height + 1) >> 1;
  if (layout === "nv12") return stride * (height + chromaRows);
  if (layout === "i420") return stride * height + 2 * ((stride + 1) >> 1) * chromaRows;
  return stride * height;
}

/**
 * A {@linkcode Packed} over bytes the caller owns; nothing is copied.
 *
 * @throws {ScrimError} `FORMAT` when the bytes are too few or the stride too short
 */
export function packedView(
  data: Uint8Array,
  shape: {
    layout: PixelLayout;
    width: number;
    height: number;
    color: Colorimetry;
    /** Default: tightly packed. */
    stride?: number;
  },
): Packed {
  const { layout, width, height, color } = shape;
  const least = minStride(layout, width);
  const stride = shape.stride ?? least;
  const needed = packedSize(layout, height, stride);
  if (stride < least || data.length < needed) {
    throw new ScrimError(
      `Cannot view ${width}x${height} ${layout}: stride ${stride} (least ${least}), ` +
        `${data.length} bytes (needed ${needed})`,
      { code: "FORMAT" },
    );
  }
  return { layout, data, stride, width, height, color };
}

/** Colours assumed where nothing says: what webcams send, by the usual rule (HD is BT.709), limited range. */
export function defaultColor(height: number): Colorimetry {
  return { matrix: height >= 720 ? "bt709" : "bt601", range: "limited" };
}
