/**
 * The contract between Scrim and its filters, readable top to bottom as the manual for plugin authors.
 *
 * A filter is an ES module whose default export is made by {@linkcode definePlugin}. It *declares* what it needs (which
 * layers, how it touches the frame, which options it has); Scrim computes exactly that and nothing else, then calls
 * `process()` once a frame.
 *
 * @example A filter that darkens everything but the person
 * ```ts
 * import { definePlugin, type FilterPlugin } from "./contract.ts";
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
import type { Frame, Packed, Plane } from "../media/frame.ts";
import type { OptionSchema, OptionValues } from "./options.ts";
import type { PluginHost, PluginKernels } from "./host_api.ts";
import type { Affine, Edge } from "../media/kernels.ts";

export type {
  Colorimetry,
  Frame,
  Matrix,
  Packed,
  PixelLayout,
  Plane,
  Range,
  Siting,
} from "../media/frame.ts";
export type { Affine, Blur, BlurShape, Composite, Edge, Spill } from "../media/kernels.ts";
export type { ImageOptions, PluginHost, PluginKernels } from "./host_api.ts";
export type {
  OptionSchema,
  OptionSpec,
  OptionValue,
  OptionValueOf,
  OptionValues,
  Point,
  Rgb,
} from "./options.ts";

/**
 * How a filter touches the frame. `read`: looks only. `in-place`: rewrites `frame`. `new`: fills `into` from `frame`.
 * `either`: like `new`, but `into` may be `frame` itself, whichever costs less. `compose`: its whole result is what one call
 * of `kernels.composite()` puts into `into`; that may be `frame` itself, another frame or the virtual camera's own memory in
 * its own layout, which saves a pass over the picture. Only with format `i420`, and `process()` returns no promise.
 */
export type FrameAccess = "read" | "in-place" | "new" | "either" | "compose";

/**
 * What `process()` receives. `i420`: planes, as frames travel. `luma`: the Y plane alone; colours are not even read when
 * nobody wants them. `rgba`: 8 bits each, full range, alpha 255, converted only where neighbouring steps differ.
 */
export type PixelFormat = "i420" | "luma" | "rgba";

/** A picture in a plugin's format: a {@linkcode Frame}, its luma {@linkcode Plane}, or a {@linkcode Packed} of layout `rgba`. */
export type PictureOf<F extends PixelFormat> = F extends "luma" ? Plane
  : F extends "rgba" ? Packed
  : Frame;

/** A part of the frame, in fractions of it (0..1), from its upper left. */
export interface Rect {
  /** Left edge. */
  readonly x: number;
  /** Upper edge. */
  readonly y: number;
  /** From the left edge to the right one. */
  readonly width: number;
  /** From the upper edge to the lower one. */
  readonly height: number;
}

/** A part of the picture, as the person mask divides it. */
export type Region = "background" | "person" | "frame";

/** A layer that a model computes, with the size and age it is wanted in. */
export interface LayerNeed {
  /** A layer's name, as `--list-layers` and error messages list them: `person`, `parts/hair`, `heatmaps/nose`, `landmarks`. */
  readonly name: string;
  /**
   * `frame` (default): of the frame's size, ready to be used pixel by pixel. `native`: the model's own size. `any`: whichever
   * costs less, with an `edge`, for filters that only hand it to kernels. Masks of frame size, and of `any`, are refined along
   * the picture's edges, smoothed over time and grown as users want; native ones are not.
   */
  readonly size?: "frame" | "native" | "any";
  /**
   * `valid` (default): computed from this frame, or from an earlier one that is equal within noise. `exact`: from this
   * very frame. A number: the newest there is, at most so many milliseconds old; the model then runs only as often as
   * that needs, and frames do not wait for it.
   */
  readonly age?: "exact" | "valid" | number;
}

/** What every layer carries beside its data. All of it is valid until `process()` returns. */
export interface LayerInfo {
  /** How much older than the frame it is: 0 when it was computed from this very frame. */
  readonly ageMs: number;
  /** Worked out from other layers, not seen by a model. */
  readonly approximate: boolean;
}

/** A mask (0 not it … 255 it, soft) or a map (how likely a keypoint is at each place): one plane of 8 bits. */
export interface MaskView extends LayerInfo, Plane {
  /** Where its outline lies, for kernels; of size `frame` it has its edge already (0 and 255). Users may move it at any time. */
  readonly edge: Edge;
}

/** `parts`: each pixel is an index into `names`. */
export interface LabelsView extends LayerInfo, Plane {
  /** What each value means. `background` is 0 wherever the model has a background. */
  readonly names: readonly string[];
}

/** `landmarks`: the keypoints of a person. */
export interface LandmarksView extends LayerInfo {
  /**
   * Four numbers for each name: x and y (0..1 of the frame, from its upper left; outside of it where the model guesses),
   * z (smaller is nearer to the camera, in the unit of x) and visibility (0..1; 0 everywhere: nobody was found).
   */
  readonly values: Float32Array;
  /** What each point is, in order. */
  readonly names: readonly string[];
}

/** The form of a layer, by its name. */
export type LayerView<N extends string = string> = N extends "landmarks" ? LandmarksView
  : N extends "parts" ? LabelsView
  : MaskView;

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
  /**
   * Where each pixel of the result came from, for a filter that moves pixels: layers that later filters want are moved
   * along. Without it, later filters cannot have layers.
   */
  readonly moved?: Affine;
}

/** What every `process()` call is given. The same object comes each frame: keep nothing of it. */
export interface ProcessContext<
  A extends FrameAccess = FrameAccess,
  F extends PixelFormat = PixelFormat,
  V = OptionValues,
  N extends string = string,
  S = unknown,
> {
  /** The picture, or the part of it that `roi()` named. Writable when access is `in-place`; do not write otherwise. */
  readonly frame: PictureOf<F>;
  /** Where the result goes (`new`, `either`, `compose`). For `in-place` it is `frame`. */
  readonly into: A extends "read" ? never : A extends "compose" ? Frame | Packed : PictureOf<F>;
  /** What this filter was given before, the newest first: at most `history` pictures, fewer at the start. Read-only. */
  readonly past: readonly PictureOf<F>[];
  /** Exactly the declared layers. Undefined are those that `narrow()` left out. */
  readonly layers: { readonly [name in N]: LayerView<name> };
  /** Every declared option's value, checked, defaults filled in. Frozen. */
  readonly options: V;
  /** The loops that `init()` was given, too. */
  readonly kernels: PluginKernels;
  /** What `init()` returned. */
  readonly state: S;
  /** The camera's frame number. */
  readonly sequence: number;
  /** When the frame was captured, on the clock of `performance.now()`; of a film: when it is shown, from its beginning. */
  readonly timestampMs: number;
  /** When this call began, on the clock of `performance.now()`, which is the same one in the sandbox. */
  readonly nowMs: number;
}

/** What {@linkcode definePlugin} takes: a {@linkcode FilterPlugin} whose `process()` knows its options and layers by type. */
export interface PluginDefinition<
  A extends FrameAccess,
  F extends PixelFormat,
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
  /** What `frame` and `into` are. Default `i420`. */
  readonly format?: F;
  /** Mirror, warp, crop: layers no longer line up after it. Default false. */
  readonly movesPixels?: boolean;
  /** How many earlier pictures `past` holds, 0..32. Default 0. */
  readonly history?: number;
  /** For privacy: what comes out shows nothing of the room behind the person as it was. Default false. */
  readonly hidesBackground?: boolean;
  /**
   * What viewers see when `process()` throws. `hold` (default): the last good picture, then a slate. `skip`: the picture as
   * it came to this filter, but only beside another filter that `hidesBackground` and holds; else as `hold`.
   */
  readonly onFailure?: "hold" | "skip";
  /** Everything it may ever need. Default none. */
  readonly layers?: readonly (LayerNeed & { readonly name: N })[];
  /** Its options. Default none. */
  readonly options?: O;
  /** What these values really need. Pure: same values, same answer. A `RangeError` refuses a combination of values. */
  narrow?(options: OptionValues<O>): Narrowed;
  /**
   * The only part that it looks at and, with `in-place`, changes; `null`: all of it. Pure. Not for `new`, `either` and
   * `compose`, which write every pixel. Edges are moved outwards to even pixels; layers of frame size are cut, too.
   */
  roi?(options: OptionValues<O>): Rect | null;
  /** Runs once before the first frame; its result is `state`. */
  init?(host: PluginHost, options: OptionValues<O>): S | Promise<S>;
  /** Runs once a frame. Allocates nothing. What it throws keeps the frame from being shown. */
  process(ctx: ProcessContext<A, F, OptionValues<O>, N, S>): void | Promise<void>;
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
  /** What it is given. Default `i420`. */
  readonly format?: PixelFormat;
  /** Whether layers no longer line up after it. Default false. */
  readonly movesPixels?: boolean;
  /** How many earlier pictures it is handed. Default 0. */
  readonly history?: number;
  /** Whether the room behind the person cannot be seen after it. Default false. */
  readonly hidesBackground?: boolean;
  /** What viewers see when it throws. Default `hold`. */
  readonly onFailure?: "hold" | "skip";
  /** Every layer that it may ever need. Default none. */
  readonly layers?: readonly LayerNeed[];
  /** Its options. Default none. */
  readonly options?: OptionSchema;
  /** What these values really need. Pure; called before anything is started. */
  narrow?(options: OptionValues): Narrowed;
  /** The part that it looks at with these values. Pure; called before anything is started. */
  roi?(options: OptionValues): Rect | null;
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
  const F extends PixelFormat = "i420",
  // deno-lint-ignore ban-types -- "no options" is the empty object, and must stay exact for inference
  const O extends OptionSchema = {},
  const N extends string = never,
  S = undefined,
>(definition: PluginDefinition<A, F, O, N, S>): FilterPlugin {
  return definition as unknown as FilterPlugin;
}
