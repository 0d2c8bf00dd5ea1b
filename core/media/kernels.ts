/**
 * The pixel kernels, as `ffi/` implements them.
 *
 * @module
 */
import type { KernelCounters } from "../base/stats.ts";
import type { Frame, Packed, Plane } from "./frame.ts";

/**
 * The outline of a soft mask, found after it was upscaled: values up to `low` become 0, from `high` on 255, linear between.
 * A mask that is smoothed, upscaled and then given an edge has a smooth and narrow outline.
 */
export interface Edge {
  /** 0..254. */
  readonly low: number;
  /** More than `low`, at most 255. */
  readonly high: number;
}

/** Foreground over background through a mask. */
export interface Composite {
  /** What shows where the mask is 255. */
  readonly foreground: Frame;
  /** What shows where the mask is 0. Upscaled bilinearly when smaller than the foreground. */
  readonly background: Frame;
  /** 0 background … 255 foreground. Upscaled bilinearly when smaller. */
  readonly mask: Plane;
  /** Given to the upscaled mask. Default: none. */
  readonly edge?: Edge;
  /**
   * What {@linkcode Kernels.spill} found for this foreground and mask: at its edge a foreground is a mixture with what was
   * behind it, and that is taken out. Default: the foreground is taken as it is.
   */
  readonly spill?: Plane;
  /**
   * Receives the picture; size and colours of `foreground`. A frame may be `foreground` itself. Bytes (`yuyv`, `i420` or
   * `rgb24`; any stride) may be a virtual camera's own, and are what {@linkcode Kernels.pack} would make of that frame.
   */
  readonly into: Frame | Packed;
}

/** How the colours on both sides of a mask's outline differ. */
export interface Spill {
  /** The picture. */
  readonly frame: Frame;
  /** 0 background … 255 foreground. Upscaled bilinearly when smaller. */
  readonly mask: Plane;
  /** Given to the upscaled mask. Default: none. */
  readonly edge?: Edge;
  /**
   * Receives half of the differences and 128, of Y, U and V below each other, at the size that `spillSize()` gives; 128 where
   * no outline is near.
   */
  readonly into: Plane;
}

/** A mask upscaled along the edges of its picture, and smoothed over time where nothing moves. */
export interface Refine {
  /** As the model gave it. */
  readonly mask: Plane;
  /** The picture that the mask belongs to: rgba, of the mask's size. */
  readonly guide: Packed;
  /** The guide of the last call for `into`. What differs from it by more than noise has moved. */
  readonly before: Packed;
  /** The picture at the size of `into`: its luma leads. */
  readonly frame: Frame;
  /** The camera's noise: the variance of ΔR + 2 ΔG + ΔB between `guide` and `before` where nothing moved; 0..1000. */
  readonly noise: number;
  /**
   * How much of its new value a pixel takes where nothing moved: more than 0. With 1 it is only refined, and neither
   * `before` nor what `into` holds matter.
   */
  readonly share: number;
  /** Whether outlines follow the picture's luma. Default true; without it the mask is smoothed instead. */
  readonly guided?: boolean;
  /** Goes from what it was after the last call towards what the mask says now. Without an {@linkcode Edge}. */
  readonly into: Plane;
}

/**
 * How a blur spreads a point: `gaussian` softly; `bokeh` to an even disc, as a lens that is out of focus does. There what is
 * near white counts up to 32 times as much, so that points of light become discs that show.
 */
export type BlurShape = "gaussian" | "bokeh";

/** A blur at reduced size. */
export interface Blur {
  /** The picture to blur; it is only read. */
  readonly source: Frame;
  /**
   * Pixels to leave out, 255 = entirely: their colours do not bleed into the rest (normalised blur). Any size.
   * Without it everything counts.
   */
  readonly except?: Plane;
  /** Given to the upscaled `except`. Default: none. */
  readonly edge?: Edge;
  /**
   * Standard deviation along either axis in pixels of `source`, more than 0 and at most 1000 (`bokeh`: 256). That of a disc is
   * half its radius.
   */
  readonly sigmaPx: number;
  /** Default `gaussian`. */
  readonly shape?: BlurShape;
  /** Receives the blurred picture at the size that `blurSize()` gives; {@linkcode Composite} upscales it. */
  readonly into: Frame;
}

/** A part of a picture, in whole pixels. */
export interface PixelRect {
  /** Pixels left of it; even. */
  readonly x: number;
  /** Rows above it; even. */
  readonly y: number;
  /** Pixels in a row of it. */
  readonly width: number;
  /** Its rows. */
  readonly height: number;
}

/**
 * Where each pixel of a moved picture came from, in fractions of the picture (0..1): a result pixel at `(x, y)` shows what
 * was at `(a·x + b·y + c, d·x + e·y + f)`. A mirror is `[-1, 0, 1, 0, 1, 0]`.
 */
export type Affine = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
];

/** Pixels a side of a tile of {@linkcode Kernels.motion}; tiles at the right and lower ends may be smaller. */
export const MOTION_TILE = 16;

/** How many tiles a picture of this size has; {@linkcode Kernels.motion} gives two numbers for each. */
export function motionTiles(width: number, height: number): number {
  return Math.ceil(width / MOTION_TILE) * Math.ceil(height / MOTION_TILE);
}

/**
 * The pixel loops. One contract, two builds (native, WebAssembly), equal byte for byte. All sizes and strides are checked;
 * a destination that does not fit throws {@linkcode ScrimError} `FORMAT`, nothing is converted silently. Scratch memory
 * is taken from the arena when a shape is seen first, so call every operation once before the frame path.
 */
export interface Kernels {
  /** Which build this is. */
  readonly backend: "native" | "wasm";
  /** What was done so far; the same object all along. */
  readonly counters: KernelCounters;
  /**
   * Camera bytes to planes. 4:2:2 chroma rows are averaged; grey gets neutral chroma; strides are repacked. With `crop` only
   * that part, which must have the size of `into`.
   */
  unpack(picture: Packed, into: Frame, crop?: PixelRect): void;
  /** The luma of camera bytes, and nothing else; chroma is not touched. With `crop` only that part, of the size of `into`. */
  unpackLuma(picture: Packed, into: Plane, crop?: PixelRect): void;
  /** Planes to bytes of a virtual camera or file. 4:2:0 chroma rows are repeated for 4:2:2. */
  pack(frame: Frame, into: Packed): void;
  /** Same layout, other strides: row by row, bytes untouched. */
  copyPacked(picture: Packed, into: Packed): void;
  /** Shrinks (area average) or upscales (bilinear) to the size of `into` (rgba, full range). */
  sample(frame: Frame, into: Packed): void;
  /** An RGBA picture of the same size to planes, in the colours of `into`. Alpha is ignored. */
  fromRgba(picture: Packed, into: Frame): void;
  /** Copies a frame. */
  copy(frame: Frame, into: Frame): void;
  /** A mask of the same size without the staircase of its pixels: weights 1 4 6 4 1 both ways, edges repeated. */
  smooth(mask: Plane, into: Plane): void;
  /** Upscales a mask bilinearly, pixel centres aligned, edges repeated, then gives it an edge. Default: none. */
  upscale(mask: Plane, into: Plane, edge?: Edge): void;
  /** Upscales a mask by a guided filter over the picture's luma, and moves `into` towards the result. */
  refine(job: Refine): void;
  /**
   * Moves the outline of a mask outwards by so many pixels (inwards when less than 0): the greatest (least) value in a disc
   * round each pixel. A whole number other than 0, within 128 of it. The picture's end changes nothing.
   */
  dilate(mask: Plane, into: Plane, px: number): void;
  /** Upscales (or shrinks) a label map: each pixel gets the label of the nearest one. */
  upscaleLabels(labels: Plane, into: Plane): void;
  /** Moves a plane of the same size, bilinearly; 0 comes in from outside. Label maps: the nearest pixel's label. */
  warp(plane: Plane, into: Plane, how: { moved: Affine; labels: boolean }): void;
  /** `into = mask · foreground + (1 − mask) · background`, rounded to nearest. */
  composite(job: Composite): void;
  /** The size of what {@linkcode Kernels.spill} gives for a frame of this size. */
  spillSize(width: number, height: number): { width: number; height: number };
  /** Finds what {@linkcode Composite} needs to keep the old background out of the foreground's edge. */
  spill(job: Spill): void;
  /**
   * How two pictures of one size (rgba) differ, tile by tile, row by row: for each the sum and the sum of squares of
   * d = ΔR + 2 ΔG + ΔB (`picture` − `reference`) over its pixels, in `into`, a view of the arena.
   */
  motion(picture: Packed, reference: Packed, into: Int32Array): void;
  /** The size at which a blur of this strength and shape is computed: a divisor the eye cannot see. */
  blurSize(
    width: number,
    height: number,
    sigmaPx: number,
    shape?: BlurShape,
  ): { width: number; height: number };
  /** Over the reduced, mask-weighted picture: three box passes (a Gaussian within 3 %), or a disc. */
  blur(job: Blur): void;
}
