/**
 * The interface of the pixel kernels. `ffi/` implements it.
 *
 * @module
 */
import type { KernelCounters } from "../base/stats.ts";
import type { Frame, Packed, Plane } from "./frame.ts";

/**
 * A contrast curve that narrows the outline of a soft mask, applied after upscaling: values up to `low` become 0, values from
 * `high` on become 255, and values between are interpolated linearly. A mask that is smoothed, upscaled and then given an edge
 * has a smooth and narrow outline.
 */
export interface Edge {
  /** The largest value that becomes 0: 0..254. */
  readonly low: number;
  /** The smallest value that becomes 255: more than `low`, at most 255. */
  readonly high: number;
}

/** The job of {@linkcode Kernels.composite}: the foreground over the background through a mask. */
export interface Composite {
  /** The picture where the mask is 255. */
  readonly foreground: Frame;
  /** The picture where the mask is 0. Upscaled bilinearly when smaller than the foreground. */
  readonly background: Frame;
  /** 0 background … 255 foreground. Upscaled bilinearly when smaller. */
  readonly mask: Plane;
  /** Applied to the upscaled mask. Default: none. */
  readonly edge?: Edge;
  /**
   * The result of {@linkcode Kernels.spill} for this foreground and mask. At the outline, the pixels of a foreground are mixed
   * with those of its old background; the spill is used to remove that part. Default: the foreground is not changed.
   */
  readonly spill?: Plane;
  /**
   * Receives the result, with the size and colours of `foreground`. A frame may be `foreground` itself. Packed bytes (`yuyv`,
   * `i420` or `rgb24`, any stride) may be the memory of a virtual camera; they equal the result of {@linkcode Kernels.pack}
   * for the composed frame.
   */
  readonly into: Frame | Packed;
}

/** The job of {@linkcode Kernels.spill}: the difference of the colours on the two sides of a mask's outline. */
export interface Spill {
  /** The picture. */
  readonly frame: Frame;
  /** 0 background … 255 foreground. Upscaled bilinearly when smaller. */
  readonly mask: Plane;
  /** Applied to the upscaled mask. Default: none. */
  readonly edge?: Edge;
  /**
   * Receives `128 + difference / 2` for Y, U and V, one below the other, at the size that `spillSize()` gives; 128 where no
   * outline is near.
   */
  readonly into: Plane;
}

/** The job of {@linkcode Kernels.refine}: upscales a mask along the edges of its picture and smooths it over time. */
export interface Refine {
  /** The mask that the model gave. */
  readonly mask: Plane;
  /** The model's input that the mask was computed from: rgba, of the mask's size. */
  readonly guide: Packed;
  /** The `guide` of the previous call for `into`. A pixel has moved where the two differ by more than noise. */
  readonly before: Packed;
  /** The frame at the size of `into`. The outline follows the edges in its luma. */
  readonly frame: Frame;
  /** The camera's noise: the variance of ΔR + 2 ΔG + ΔB between `guide` and `before` where nothing moved; 0..1000. */
  readonly noise: number;
  /**
   * The weight of the new value where nothing moved, more than 0 and at most 1. With 1, there is no smoothing over time, and
   * `before` and the previous content of `into` have no effect.
   */
  readonly share: number;
  /** Whether outlines follow the frame's luma. Default true. If false, the mask is smoothed instead. */
  readonly guided?: boolean;
  /** Holds the previous matte and receives the new one. No {@linkcode Edge} is applied. */
  readonly into: Plane;
}

/**
 * The shape to which a blur spreads a point: `gaussian`, or `bokeh`, a uniform disc like that of a lens out of focus. `bokeh`
 * gives pixels near white up to 32 times the weight, so that points of light become visible discs.
 */
export type BlurShape = "gaussian" | "bokeh";

/** The job of {@linkcode Kernels.blur}: a blur computed at reduced size. */
export interface Blur {
  /** The picture to blur. It is not changed. */
  readonly source: Frame;
  /**
   * A mask, of any size, of pixels to exclude (255: entirely), so that their colours do not bleed into the rest (normalised
   * blur). Default: none are excluded.
   */
  readonly except?: Plane;
  /** Applied to the upscaled `except`. Default: none. */
  readonly edge?: Edge;
  /**
   * Standard deviation along each axis in pixels of `source`, more than 0 and at most 1000 (`bokeh`: 256). For a disc, it is
   * half the radius.
   */
  readonly sigmaPx: number;
  /** Default `gaussian`. */
  readonly shape?: BlurShape;
  /** Receives the blurred picture at the size that `blurSize()` gives; {@linkcode Composite} upscales it. */
  readonly into: Frame;
}

/** A part of a picture, in whole pixels. */
export interface PixelRect {
  /** The left edge in pixels; even. */
  readonly x: number;
  /** The upper edge in pixels; even. */
  readonly y: number;
  /** Width in pixels. */
  readonly width: number;
  /** Height in pixels. */
  readonly height: number;
}

/**
 * An affine map from each pixel of a transformed picture to its origin, in fractions of the picture (0..1): the result at
 * `(x, y)` shows the source at `(a·x + b·y + c, d·x + e·y + f)`. A mirror image is `[-1, 0, 1, 0, 1, 0]`.
 */
export type Affine = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
];

/** Side of a tile of {@linkcode Kernels.motion} in pixels. Tiles at the right and lower edges may be smaller. */
export const MOTION_TILE = 16;

/** The number of tiles in a picture of this size. {@linkcode Kernels.motion} writes two numbers for each. */
export function motionTiles(width: number, height: number): number {
  return Math.ceil(width / MOTION_TILE) * Math.ceil(height / MOTION_TILE);
}

/**
 * The pixel kernels. Both builds (native and WebAssembly) give the same bytes. All sizes and strides are checked: a
 * destination that does not fit throws {@linkcode ScrimError} `FORMAT`, and nothing is converted implicitly. A kernel
 * allocates scratch memory in the arena at its first call with a new size, so call every kernel once before the first frame.
 */
export interface Kernels {
  /** The build. */
  readonly backend: "native" | "wasm";
  /** The work done so far. The object stays the same. */
  readonly counters: KernelCounters;
  /**
   * Converts camera bytes to planes. Pairs of 4:2:2 chroma rows are averaged; grey gets neutral chroma. With `crop`, only
   * that part is converted; it must have the size of `into`.
   */
  unpack(picture: Packed, into: Frame, crop?: PixelRect): void;
  /** Extracts only the luma of camera bytes. With `crop`, only that part is extracted; it must have the size of `into`. */
  unpackLuma(picture: Packed, into: Plane, crop?: PixelRect): void;
  /** Converts planes to the bytes of a virtual camera or file. 4:2:0 chroma rows are repeated for 4:2:2. */
  pack(frame: Frame, into: Packed): void;
  /** Copies a picture row by row to one of the same layout. The strides may differ. */
  copyPacked(picture: Packed, into: Packed): void;
  /** Scales a frame down (area average) or up (bilinear) to the size of `into`, and converts it to full-range rgba. */
  sample(frame: Frame, into: Packed): void;
  /** Converts an RGBA picture of the same size to planes in the colours of `into`. Alpha is ignored. */
  fromRgba(picture: Packed, into: Frame): void;
  /** Copies a frame. */
  copy(frame: Frame, into: Frame): void;
  /** Smooths a mask of the same size: weights 1 4 6 4 1 along both axes, with repeated border pixels. */
  smooth(mask: Plane, into: Plane): void;
  /** Upscales a mask bilinearly (aligned pixel centres, repeated border pixels), then applies `edge`. Default: no edge. */
  upscale(mask: Plane, into: Plane, edge?: Edge): void;
  /** Upscales a mask with a guided filter on the frame's luma, and blends the result into the previous matte. */
  refine(job: Refine): void;
  /**
   * Moves the outline of a mask outwards by `px` pixels (dilation), or inwards when `px` is negative (erosion): each pixel gets
   * the greatest (smallest) value in a disc around it. `px` is a whole number of -128..128, not 0. Pixels outside the picture
   * have no effect.
   */
  dilate(mask: Plane, into: Plane, px: number): void;
  /** Scales a label map to the size of `into`: each pixel gets the label of the nearest one. */
  upscaleLabels(labels: Plane, into: Plane): void;
  /** Transforms a plane to one of the same size; pixels from outside are 0. Bilinear; nearest pixel for label maps. */
  warp(plane: Plane, into: Plane, how: { moved: Affine; labels: boolean }): void;
  /** `into = mask · foreground + (1 − mask) · background`, rounded to nearest. */
  composite(job: Composite): void;
  /** The size of the result of {@linkcode Kernels.spill} for a frame of this size. */
  spillSize(width: number, height: number): { width: number; height: number };
  /** Computes the data that {@linkcode Composite} needs to remove the old background from the foreground's outline. */
  spill(job: Spill): void;
  /**
   * Compares two rgba pictures of the same size tile by tile. For each tile, in row order, it writes two numbers to `into`, a
   * view of the arena: the sum and the sum of squares of d = ΔR + 2 ΔG + ΔB (`picture` − `reference`) over its pixels.
   */
  motion(picture: Packed, reference: Packed, into: Int32Array): void;
  /** The size at which a blur of this strength and shape is computed: as small as possible without a visible difference. */
  blurSize(
    width: number,
    height: number,
    sigmaPx: number,
    shape?: BlurShape,
  ): { width: number; height: number };
  /** Blurs the reduced, mask-weighted picture with three box passes (within 3 % of a Gaussian), or with a disc. */
  blur(job: Blur): void;
}
