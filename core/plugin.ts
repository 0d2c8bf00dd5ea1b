/**
 * The contract between Scrim and its filters, readable top to bottom as the manual for plugin authors.
 *
 * A filter is an ES module whose default export is made by {@linkcode definePlugin}. It *declares* what it needs (which
 * layers, how it touches the frame, which options it has); Scrim computes exactly that and nothing else, then calls
 * `process()` once a frame.
 *
 * @example A filter that darkens everything but the person
 * ```ts
 * import { definePlugin, type FilterPlugin } from "./plugin.ts";
 *
 * const dim: FilterPlugin = definePlugin({
 *   apiVersion: 1,
 *   name: "dim",
 *   summary: "Darkens the background",
 *   access: "in-place",
 *   layers: [{ name: "person", size: "frame" }],
 *   options: {
 *     strength: { type: "number", default: 60, min: 0, max: 100, step: 1, unit: "%", summary: "How dark" },
 *   },
 *   narrow: ({ strength }) => strength === 0 ? { identity: true } : { touches: "background" },
 *   process({ frame, layers, options }) {
 *     const { data, width, height, stride } = frame.y;
 *     const mask = layers.person;
 *     for (let row = 0; row < height; row++) {
 *       for (let column = 0; column < width; column++) {
 *         const background = 255 - mask.data[row * mask.stride + column];
 *         data[row * stride + column] *= 1 - background * options.strength / 25500;
 *       }
 *     }
 *   },
 * });
 * export default dim;
 * ```
 *
 * @module
 */
import type { Frame, Packed, Plane } from "./frame.ts";
import type { Blur, Composite, Edge } from "./ports.ts";
import type { OptionSchema, OptionValues } from "./options.ts";

export type { Colorimetry, Frame, Matrix, Packed, PixelLayout, Plane, Range } from "./frame.ts";
export type { Blur, Composite, Edge } from "./ports.ts";
export type {
  OptionSchema,
  OptionSpec,
  OptionValue,
  OptionValueOf,
  OptionValues,
  Rgb,
} from "./options.ts";

/**
 * How a filter touches the frame. `read`: looks only. `in-place`: rewrites `frame`. `new`: fills `into` from `frame`.
 * `either`: like `new`, but `into` may be `frame` itself, whichever costs less.
 */
export type FrameAccess = "read" | "in-place" | "new" | "either";

/** A part of the picture, as the person mask divides it. */
export type Region = "background" | "person" | "frame";

/** A layer that a model computes, with the size it is wanted in. */
export interface LayerNeed {
  /** A layer's name, as `--list-plugins` and error messages list them: `person`. */
  readonly name: string;
  /** `frame` (default): enlarged to the frame's size. `native`: the model's own size, which costs nothing more. */
  readonly size?: "frame" | "native";
}

/** A layer as `process()` sees it: one plane of 8 bits, valid until `process()` returns. */
export interface LayerView extends Plane {
  /** Where its outline lies: to be given to kernels with it. A layer of frame size has its edge already (0 and 255). */
  readonly edge: Edge;
  /** How much older than the frame it is: 0 when it was computed from this very frame. */
  readonly ageMs: number;
}

/** What a filter needs for one particular set of option values. Left out: what the declaration says. */
export interface Narrowed {
  /** With these values the filter changes nothing: it is left out of the plan, and its layers with it. */
  readonly identity?: boolean;
  /** The names of the declared layers that these values really need. */
  readonly layers?: readonly string[];
  /** Where pixels can change. Default `frame`. */
  readonly touches?: Region;
  /** Where the result does not depend on the picture that came in: earlier filters that touch only this are left out. */
  readonly overwrites?: Region;
}

/** The pixel loops a plugin may use: native where possible, WebAssembly elsewhere, the same bytes either way. */
export interface PluginKernels {
  /** `into = mask · foreground + (1 − mask) · background`, smaller masks and backgrounds enlarged bilinearly. */
  composite(job: Composite): void;
  /** A Gaussian-like blur into a reduced frame of `blurSize()`; pixels under `except` do not bleed into the rest. */
  blur(job: Blur): void;
  /** The reduced size for a blur of this strength. */
  blurSize(width: number, height: number, sigmaPx: number): { width: number; height: number };
  /** Copies a frame into one of the same size. */
  copy(frame: Frame, into: Frame): void;
  /** An RGBA picture to planes, in the colours of `into`. */
  fromRgba(picture: Packed, into: Frame): void;
  /** Enlarges a mask bilinearly, then gives it an edge. */
  enlarge(mask: Plane, into: Plane, edge?: Edge): void;
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
  /** A frame of this size (default: the picture's), black, in Scrim's memory. */
  frame(width?: number, height?: number): Frame;
  /** An RGBA picture of the frame's size, in Scrim's memory. */
  rgba(): Packed;
  /** Zeroed scratch memory. */
  bytes(length: number): Uint8Array;
  /**
   * Decodes a PNG, JPEG or WebP, scales it to cover the frame and converts it to the frame's colours.
   *
   * @throws {ScrimError} when the file is missing or no picture
   */
  image(path: string): Promise<Frame>;
  /** A line for the user, prefixed with the plugin's name. */
  log(message: string): void;
  /** Aborted when Scrim stops. */
  readonly signal: AbortSignal;
}

/** What every `process()` call is given. The same object comes each frame: keep nothing of it. */
export interface ProcessContext<
  A extends FrameAccess = FrameAccess,
  V = OptionValues,
  N extends string = string,
  S = unknown,
> {
  /** The picture. Writable when access is `in-place`; do not write otherwise. */
  readonly frame: Frame;
  /** Where the result goes (`new`, `either`). For `in-place` and `read` it is `frame`. */
  readonly into: A extends "read" ? never : Frame;
  /** Exactly the declared layers. Undefined are those that `narrow()` left out. */
  readonly layers: { readonly [name in N]: LayerView };
  /** Every declared option's value, checked, defaults filled in. Frozen. */
  readonly options: V;
  /** The loops that `init()` was given, too. */
  readonly kernels: PluginKernels;
  /** What `init()` returned. */
  readonly state: S;
  /** The camera's frame number. */
  readonly sequence: number;
  /** When the frame was captured, on the clock of `performance.now()`. */
  readonly timestampMs: number;
}

/** What {@linkcode definePlugin} takes: a {@linkcode FilterPlugin} whose `process()` knows its options and layers by type. */
export interface PluginDefinition<
  A extends FrameAccess,
  O extends OptionSchema,
  N extends string,
  S,
> {
  /** The version of this contract. */
  readonly apiVersion: 1;
  /** What users call it: lower-case letters, digits, `-` and `_`, a letter first. */
  readonly name: string;
  /** One line, no final period. */
  readonly summary: string;
  /** How it touches the frame; decides what `frame` and `into` are. */
  readonly access: A;
  /** Mirror, warp, crop: layers no longer line up after it. Default false. */
  readonly movesPixels?: boolean;
  /** Everything it may ever need. Default none. */
  readonly layers?: readonly (LayerNeed & { readonly name: N })[];
  /** Its options. Default none. */
  readonly options?: O;
  /** What these values really need. Pure: same values, same answer. A `RangeError` refuses a combination of values. */
  narrow?(options: OptionValues<O>): Narrowed;
  /** Runs once before the first frame; its result is `state`. */
  init?(host: PluginHost, options: OptionValues<O>): S | Promise<S>;
  /** Runs once a frame. Allocates nothing. What it throws keeps the frame from being shown. */
  process(ctx: ProcessContext<A, OptionValues<O>, N, S>): void | Promise<void>;
  /** Runs once for each `init()` that succeeded. */
  dispose?(state: S): void | Promise<void>;
}

/** A filter, as Scrim handles it. Author's modules export one as default. */
export interface FilterPlugin {
  /** The version of the contract that it was written for. */
  readonly apiVersion: 1;
  /** What users call it: lower-case letters, digits, `-` and `_`, a letter first. */
  readonly name: string;
  /** What it does, in one line for listings. */
  readonly summary: string;
  /** How it touches the frame. */
  readonly access: FrameAccess;
  /** Whether layers no longer line up after it. Default false. */
  readonly movesPixels?: boolean;
  /** Every layer that it may ever need. Default none. */
  readonly layers?: readonly LayerNeed[];
  /** Its options. Default none. */
  readonly options?: OptionSchema;
  /** What these values really need. Pure; called before anything is started. */
  narrow?(options: OptionValues): Narrowed;
  /** Called once before the first frame; its result, or what it resolves to, is `state`. */
  init?(host: PluginHost, options: OptionValues): unknown;
  /** Called once a frame; one call is over before the next begins. */
  process(ctx: ProcessContext): void | Promise<void>;
  /** Called once for each `init()` that succeeded, with what that returned. */
  dispose?(state: unknown): void | Promise<void>;
}

/**
 * Gives a filter its types: `process()` knows the declared options and layers. Returns its argument; every field is
 * checked when the plugin is loaded.
 *
 * @param definition the filter
 * @returns the same object, in the form modules export
 */
export function definePlugin<
  const A extends FrameAccess,
  // deno-lint-ignore ban-types -- "no options" is the empty object, and must stay exact for inference
  const O extends OptionSchema = {},
  const N extends string = never,
  S = undefined,
>(definition: PluginDefinition<A, O, N, S>): FilterPlugin {
  return definition as unknown as FilterPlugin;
}
