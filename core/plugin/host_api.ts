/**
 * The resources of a plugin: memory, pictures, files and pixel kernels. Part of the contract in `plugin.ts`.
 *
 * @module
 */
import type { Frame, Packed, Plane } from "../media/frame.ts";
import type { Blur, BlurShape, Composite, Edge, Spill } from "../media/kernels.ts";

/** The pixel kernels that a plugin may use: native where possible, otherwise WebAssembly. Both give the same bytes. */
export interface PluginKernels {
  /** `into = mask · foreground + (1 − mask) · background`. Smaller masks and backgrounds are upscaled bilinearly. */
  composite(job: Composite): void;
  /** Blurs a frame into a smaller one of the size `blurSize()`. Pixels under the mask `except` do not bleed into the rest. */
  blur(job: Blur): void;
  /** The size of the result of `blur()` for a frame of this size, this standard deviation and this shape (default `gaussian`). */
  blurSize(
    width: number,
    height: number,
    sigmaPx: number,
    shape?: BlurShape,
  ): { width: number; height: number };
  /** Computes the colour difference between foreground and background near a mask's outline, for {@linkcode Composite}. */
  spill(job: Spill): void;
  /** The size of the result of `spill()` for a frame of this size. */
  spillSize(width: number, height: number): { width: number; height: number };
  /** Copies a frame to one of the same size. */
  copy(frame: Frame, into: Frame): void;
  /** Converts an RGBA picture to planes with the colours of `into`. */
  fromRgba(picture: Packed, into: Frame): void;
  /** Converts a frame to full-range RGBA of the same size with alpha 255, for libraries that need RGBA. */
  toRgba(frame: Frame, into: Packed): void;
  /** Scales a mask bilinearly to the size of `into`, then applies `edge`. When scaling down, it does not average. */
  upscale(mask: Plane, into: Plane, edge?: Edge): void;
  /** Moves the outline of a mask outwards by `px` pixels; inwards if negative. `px` is a whole number of -128..128, not 0. */
  dilate(mask: Plane, into: Plane, px: number): void;
}

/** The size to which `image()` scales, and how. */
export interface ImageOptions {
  /** Width of the result in pixels. Default: `width` of the host. */
  readonly width?: number;
  /** Height of the result in pixels. Default: `height` of the host. */
  readonly height?: number;
  /** `cover`: fill the size and crop. `contain`: show the whole picture, with black bars. `stretch`: distort. Default `cover`. */
  readonly fit?: "cover" | "contain" | "stretch";
}

/** The argument of `init()`. The memory that it gives is valid until `dispose()`. Do not request memory after `init()`. */
export interface PluginHost {
  /** Width in pixels of every frame that `process()` gets. */
  readonly width: number;
  /** Height in pixels of every frame that `process()` gets. */
  readonly height: number;
  /** The nominal frame rate of the source in frames per second. */
  readonly fps: number;
  /** The colorimetry of every frame: matrix, range and chroma siting. */
  readonly color: Frame["color"];
  /** The pixel kernels, the same as `kernels` of `process()`. */
  readonly kernels: PluginKernels;
  /** Allocates a black frame in the plugin's memory. Default size: `width` and `height` of the host. */
  frame(width?: number, height?: number): Frame;
  /** Allocates a plane of zeros. */
  plane(width: number, height: number): Plane;
  /** Allocates an RGBA picture. Default size: `width` and `height` of the host. */
  rgba(width?: number, height?: number): Packed;
  /** Allocates `length` bytes of zeros. */
  bytes(length: number): Uint8Array;
  /**
   * Decodes a PNG, JPEG or WebP file, scales it and converts it to the colours of the frames.
   *
   * @param path the value of a `file` option; a plugin in the sandbox may read no other files
   * @param options.width width of the result in pixels. Default: `width` of the host
   * @param options.height height of the result in pixels. Default: `height` of the host
   * @param options.fit `cover` (default) fills the size and crops the rest, `contain` shows the whole picture with black bars,
   * `stretch` distorts the picture
   * @throws {ScrimError} when the file is missing or is not a picture
   */
  image(path: string, options?: ImageOptions): Promise<Frame>;
  /**
   * Reads a file.
   *
   * @param path the value of a `file` option; a plugin in the sandbox may read no other files
   * @throws {ScrimError} when the file cannot be read
   */
  readFile(path: string): Promise<Uint8Array>;
  /** Logs a line for the user. Scrim puts the id of the filter in front. */
  log(message: string): void;
  /** Aborted when Scrim stops. */
  readonly signal: AbortSignal;
}
