/**
 * Types of pictures. Inside Scrim, frames are planar I420. Packed pictures exist only at the input and output (a driver's
 * buffer, a file). RGBA exists only at the size of a model's input, or where a plugin asks for it.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";

/** Luma/chroma equations: ITU-R BT.601 (standard definition) or BT.709 (high definition). */
export type Matrix = "bt601" | "bt709";

/** `limited`: luma 16..235, chroma 16..240 (cameras, video). `full`: 0..255 (JPEG). */
export type Range = "limited" | "full";

/**
 * The horizontal position of a chroma sample relative to its two pixels: at the `left` one, as in cameras and MPEG-2, or in
 * the `center` between them, as in JPEG. Vertically it is always between the two rows.
 */
export type Siting = "left" | "center";

/** How YUV numbers map to colours. */
export interface Colorimetry {
  /** The equations that convert between RGB and YUV. */
  readonly matrix: Matrix;
  /** The range of the numbers, from black to white. */
  readonly range: Range;
  /** Default `left`. Passed on to sinks that can record it. Pixels are not converted, since the difference is half a pixel. */
  readonly siting?: Siting;
}

/** One 8-bit plane. Row `r` starts at `r * stride` in `data`, which is a view of memory, not a copy. */
export interface Plane {
  /** The bytes, owned by the creator of the plane. The padding between rows is undefined. */
  readonly data: Uint8Array;
  /** Bytes from one row to the next, at least `width`. */
  readonly stride: number;
  /** Width in pixels (bytes). */
  readonly width: number;
  /** Height in rows. */
  readonly height: number;
}

/** A planar 4:2:0 picture. `u` and `v` are `ceil(width / 2)` x `ceil(height / 2)`. */
export interface Frame {
  /** Planar 4:2:0. */
  readonly format: "i420";
  /** Width of `y` in pixels; may be odd. */
  readonly width: number;
  /** Height of `y` in pixels; may be odd. */
  readonly height: number;
  /** Luma, `width` x `height`. */
  readonly y: Plane;
  /** Blue-difference chroma (Cb); 128 is neutral. */
  readonly u: Plane;
  /** Red-difference chroma (Cr); 128 is neutral. */
  readonly v: Plane;
  /** How its numbers map to colours. Kernels throw an error for frames that differ in it. */
  readonly color: Colorimetry;
}

/** The byte layouts of packed pictures: those of cameras, virtual cameras and files. */
export type PixelLayout = "yuyv" | "uyvy" | "nv12" | "i420" | "grey" | "rgb24" | "rgba";

/** The layouts that a source may deliver. RGB is excluded: filters work on YUV, and the frame path cannot convert RGB input. */
export type SourceLayout = Exclude<PixelLayout, "rgb24" | "rgba">;

/** Every {@linkcode SourceLayout}. */
export const SOURCE_LAYOUTS: readonly SourceLayout[] = ["yuyv", "uyvy", "nv12", "i420", "grey"];

/**
 * A picture in one block of bytes. `stride` is that of the first plane. The other planes follow without a gap: `nv12` has
 * `ceil(height / 2)` rows of interleaved chroma with the same stride, `i420` has two planes of `ceil(height / 2)` rows with
 * stride `ceil(stride / 2)`.
 */
export interface Packed {
  /** The order of the bytes. */
  readonly layout: PixelLayout;
  /** All planes, at least {@linkcode packedSize} bytes, owned by the creator of the picture. */
  readonly data: Uint8Array;
  /** Bytes from one row of the first plane to the next. */
  readonly stride: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
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

/** The smallest stride in bytes for a row of `width` pixels. An odd width is rounded up where pixels come in pairs. */
export function minStride(layout: PixelLayout, width: number): number {
  const whole = layout === "yuyv" || layout === "uyvy" || layout === "nv12"
    ? width + (width & 1)
    : width;
  return whole * BYTES_PER_PIXEL[layout];
}

/** The size in bytes of a packed picture with this layout, height and stride. */
export function packedSize(layout: PixelLayout, height: number, stride: number): number {
  const chromaRows = (height + 1) >> 1;
  if (layout === "nv12") return stride * (height + chromaRows);
  if (layout === "i420") return stride * height + 2 * ((stride + 1) >> 1) * chromaRows;
  return stride * height;
}

/**
 * Makes a {@linkcode Packed} from bytes that the caller owns, without a copy.
 *
 * @throws {ScrimError} `FORMAT` when there are too few bytes or the stride is too small
 */
export function packedView(
  data: Uint8Array,
  shape: {
    layout: PixelLayout;
    width: number;
    height: number;
    color: Colorimetry;
    /** Bytes from one row of the first plane to the next. Default: tightly packed. */
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

/** The colours to assume when a source does not specify them: BT.709 from 720 rows on, otherwise BT.601; limited range. */
export function defaultColor(height: number): Colorimetry {
  return { matrix: height >= 720 ? "bt709" : "bt601", range: "limited" };
}
