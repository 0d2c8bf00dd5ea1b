/**
 * What a plugin is given to work with: memory, pictures, files and pixel loops. Part of the contract in `plugin.ts`.
 *
 * @module
 */
import type { Frame, Packed, Plane } from "../media/frame.ts";
import type { Blur, BlurShape, Composite, Edge, Spill } from "../media/kernels.ts";

/** The pixel loops a plugin may use: native where possible, WebAssembly elsewhere, the same bytes either way. */
export interface PluginKernels {
  /** `into = mask · foreground + (1 − mask) · background`, smaller masks and backgrounds upscaled bilinearly. */
  composite(job: Composite): void;
  /** A blur into a reduced frame of `blurSize()`; pixels under `except` do not bleed into the rest. */
  blur(job: Blur): void;
  /** The reduced size for a blur of this strength and shape (default `gaussian`). */
  blurSize(
    width: number,
    height: number,
    sigmaPx: number,
    shape?: BlurShape,
  ): { width: number; height: number };
  /** Finds how the foreground's colours differ from those behind it, near a mask's outline, for {@linkcode Composite}. */
  spill(job: Spill): void;
  /** The size of what `spill()` gives for a frame of this size. */
  spillSize(width: number, height: number): { width: number; height: number };
  /** Copies a frame into one of the same size. */
  copy(frame: Frame, into: Frame): void;
  /** An RGBA picture to planes, in the colours of `into`. */
  fromRgba(picture: Packed, into: Frame): void;
  /** A frame to RGBA of the same size, full range, alpha 255: for a library that wants its bytes. */
  toRgba(frame: Frame, into: Packed): void;
  /** Upscales a mask bilinearly (or makes it smaller, by single places), then gives it an edge. */
  upscale(mask: Plane, into: Plane, edge?: Edge): void;
  /** Moves the outline of a mask outwards by so many pixels, inwards when less than 0: whole, not 0, within 128 of it. */
  dilate(mask: Plane, into: Plane, px: number): void;
}

/** How `image()` scales. */
export interface ImageOptions {
  /** Pixels in a row of the result. Default: the picture's. */
  readonly width?: number;
  /** Rows of the result. Default: the picture's. */
  readonly height?: number;
  /** Default `cover`. */
  readonly fit?: "cover" | "contain" | "stretch";
}

/** What `init()` is given. Everything made here lives until `dispose()`; nothing may be made later. */
export interface PluginHost {
  /** Pixels in a row of every frame that `process()` will see. */
  readonly width: number;
  /** Rows of every frame that `process()` will see. */
  readonly height: number;
  /** Frames per second that the source announced. */
  readonly fps: number;
  /** How the numbers of every frame map to colours. */
  readonly color: Frame["color"];
  /** The loops that `process()` is given, too. */
  readonly kernels: PluginKernels;
  /** A frame of this size (default: the picture's), black, in the plugin's memory. */
  frame(width?: number, height?: number): Frame;
  /** A plane of zeros. */
  plane(width: number, height: number): Plane;
  /** An RGBA picture of this size (default: the picture's). */
  rgba(width?: number, height?: number): Packed;
  /** Zeroed scratch memory. */
  bytes(length: number): Uint8Array;
  /**
   * Decodes a PNG, JPEG or WebP, scales it and converts it to the frame's colours.
   *
   * @param path as a `file` option gives it: a plugin in the sandbox may read no other files
   * @param options.width pixels in a row of the result. Default: the picture's
   * @param options.height rows of the result. Default: the picture's
   * @param options.fit `cover` (default) fills the size and cuts off what is too much, `contain` shows all of it with black
   * around, `stretch` does not keep its shape
   * @throws {ScrimError} when the file is missing or no picture
   */
  image(path: string, options?: ImageOptions): Promise<Frame>;
  /**
   * The bytes of a file.
   *
   * @param path as a `file` option gives it: a plugin in the sandbox may read no other files
   * @throws {ScrimError} when the file cannot be read
   */
  readFile(path: string): Promise<Uint8Array>;
  /** A line for the user, prefixed with the plugin's name. */
  log(message: string): void;
  /** Aborted when Scrim stops. */
  readonly signal: AbortSignal;
}
