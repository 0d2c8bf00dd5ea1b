/**
 * The contract between Scrim and its filters. It is also the manual for plugin authors; read it from top to bottom.
 *
 * A filter is an ES module whose default export is made by {@linkcode definePlugin}. It *declares* which layers it needs, how
 * it reads and writes the frame, and which options it has. Scrim computes only what the filter declares, then calls
 * `process()` once per frame.
 *
 * @example A filter that darkens everything except the person
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
 * How a filter reads and writes the frame. `read`: reads. `in-place`: changes `frame`. `new`: writes every pixel of `into`.
 * `either`: like `new`, but `into` may be `frame` itself if that costs less. `compose`: one call of `kernels.composite()` writes
 * the whole result to `into`: `frame` itself, another frame, or the virtual camera's memory in its own layout, which saves a
 * pass over the picture. `compose` requires `i420`, and `process()` must not return a promise.
 */
export type FrameAccess = "read" | "in-place" | "new" | "either" | "compose";

/**
 * The pixel format that `process()` receives. `i420`: planes, Scrim's own format. `luma`: only the Y plane; if no filter needs
 * chroma, Scrim does not read it. `rgba`: 8 bits per channel, full range, alpha 255; Scrim converts where formats differ.
 */
export type PixelFormat = "i420" | "luma" | "rgba";

/** A picture in a plugin's format: a {@linkcode Frame}, its luma {@linkcode Plane}, or a {@linkcode Packed} of layout `rgba`. */
export type PictureOf<F extends PixelFormat> = F extends "luma" ? Plane
  : F extends "rgba" ? Packed
  : Frame;

/** A part of the frame, in fractions of the frame (0..1). The origin is the upper left corner. */
export interface Rect {
  /** Left edge. */
  readonly x: number;
  /** Upper edge. */
  readonly y: number;
  /** Width. */
  readonly width: number;
  /** Height. */
  readonly height: number;
}

/** A region of the picture. The person mask separates `background` and `person`; `frame` is both. */
export type Region = "background" | "person" | "frame";

/** A layer that a filter needs, with its size and maximum age. A model computes it. */
export interface LayerNeed {
  /** A name that `--list-layers` prints, for example `person`, `parts/hair`, `heatmaps/nose` or `landmarks`. */
  readonly name: string;
  /**
   * `frame` (default): the size of the frame, one value per pixel. `native`: the model's own size. `any`: the size that costs
   * less, with an `edge`; for filters that only pass the layer to kernels. Masks of size `frame` and `any` are aligned with the
   * picture's edges, smoothed over time and dilated according to the user's settings; `native` masks are not.
   */
  readonly size?: "frame" | "native" | "any";
  /**
   * `valid` (default): computed from this frame or from an earlier frame that differs from it only by noise. `exact`: computed
   * from this frame. A number: the latest result, at most this many milliseconds old; the model runs only as often as that
   * requires, and frames do not wait for it.
   */
  readonly age?: "exact" | "valid" | number;
}

/** The properties that all layers have. They are valid until `process()` returns. */
export interface LayerInfo {
  /** Its age relative to the frame, in milliseconds; 0 if it was computed from this frame. */
  readonly ageMs: number;
  /** Whether it is derived from other layers rather than computed by a model. */
  readonly approximate: boolean;
}

/** A soft mask (0 outside … 255 inside) or a heatmap (the likelihood of a keypoint at each place): one plane of 8 bits. */
export interface MaskView extends LayerInfo, Plane {
  /** The edge to pass to kernels; 0 and 255 at size `frame`, where it is already applied. Users may change it at any time. */
  readonly edge: Edge;
}

/** The layer `parts`: the value of each pixel is an index into `names`. */
export interface LabelsView extends LayerInfo, Plane {
  /** The name of each value. If the model has a background label, `background` is 0. */
  readonly names: readonly string[];
}

/** The layer `landmarks`: the keypoints of a person. */
export interface LandmarksView extends LayerInfo {
  /**
   * Four numbers for each name: x and y (fractions of the frame from its upper left corner; may lie outside 0..1), z (in the
   * unit of x; smaller is nearer to the camera) and visibility (0..1; every visibility is 0 if the model finds no person).
   */
  readonly values: Float32Array;
  /** The name of each point, in the order of `values`. */
  readonly names: readonly string[];
}

/** The type of a layer, derived from its name. */
export type LayerView<N extends string = string> = N extends "landmarks" ? LandmarksView
  : N extends "parts" ? LabelsView
  : MaskView;

/** What a filter needs with a particular set of option values. If a field is absent, the plugin's declaration applies. */
export interface Narrowed {
  /** Whether the filter changes nothing with these values. If true, neither the filter nor its layers are in the plan. */
  readonly identity?: boolean;
  /** The names of the declared layers that the filter needs with these values. */
  readonly layers?: readonly string[];
  /** The region that the filter may change. Default `frame`. */
  readonly touches?: Region;
  /** The region where the result does not depend on the input. Earlier filters that change only this region do not run. */
  readonly overwrites?: Region;
  /**
   * The transform of a filter that moves pixels: it maps each pixel of the result to its origin. Scrim applies it to the
   * layers of later filters. Without it, later filters cannot use layers.
   */
  readonly moved?: Affine;
}

/** The argument of `process()`. Scrim reuses the object and its buffers for every frame; do not keep references to them. */
export interface ProcessContext<
  A extends FrameAccess = FrameAccess,
  F extends PixelFormat = PixelFormat,
  V = OptionValues,
  N extends string = string,
  S = unknown,
> {
  /** The picture, or the part of it that `roi()` selects. Only filters with access `in-place` may write to it. */
  readonly frame: PictureOf<F>;
  /** The destination of the result (`new`, `either`, `compose`). With `in-place`, it is `frame`. */
  readonly into: A extends "read" ? never : A extends "compose" ? Frame | Packed : PictureOf<F>;
  /** The previous inputs of this filter, newest first: at most `history` pictures, fewer at the start. Read-only. */
  readonly past: readonly PictureOf<F>[];
  /** The declared layers by name. A layer that `narrow()` left out is undefined. */
  readonly layers: { readonly [name in N]: LayerView<name> };
  /** The value of every declared option, validated, with defaults. Frozen. */
  readonly options: V;
  /** The pixel kernels, the same as `host.kernels` of `init()`. */
  readonly kernels: PluginKernels;
  /** The result of `init()`. */
  readonly state: S;
  /** The camera's frame number. */
  readonly sequence: number;
  /** Capture time in milliseconds, on the clock of `performance.now()`; for a film, the media time from its beginning. */
  readonly timestampMs: number;
  /** When this call began, in milliseconds on the clock of `performance.now()`. The sandbox has the same clock. */
  readonly nowMs: number;
}

/** The argument of {@linkcode definePlugin}: a {@linkcode FilterPlugin} with the types of its options and layers. */
export interface PluginDefinition<
  A extends FrameAccess,
  F extends PixelFormat,
  O extends OptionSchema,
  N extends string,
  S,
> {
  /** The version of this contract. */
  readonly apiVersion: 1;
  /** Its name on the command line: lower-case letters, digits, `-` and `_`. It begins with a letter. */
  readonly name: string;
  /** A description for listings: one line, without a final period. */
  readonly summary: string;
  /** How it reads and writes the frame. */
  readonly access: A;
  /** The format of `frame` and `into`. Default `i420`. */
  readonly format?: F;
  /** Whether it moves pixels (mirror, warp, crop), so that layers no longer match its result. Default false. */
  readonly movesPixels?: boolean;
  /** The maximum number of earlier pictures in `past`, 0..32. Default 0. */
  readonly history?: number;
  /** Privacy: whether its result shows nothing of the real background. Default false. */
  readonly hidesBackground?: boolean;
  /**
   * What viewers see when `process()` throws. `hold` (default): the last good picture, then a slate. `skip`: the picture without
   * this filter, if another filter in the chain has `hidesBackground` and `hold`; otherwise the same as `hold`.
   */
  readonly onFailure?: "hold" | "skip";
  /** All layers that it needs with any option values. Default none. */
  readonly layers?: readonly (LayerNeed & { readonly name: N })[];
  /** Its options. Default none. */
  readonly options?: O;
  /** Returns what it needs with these values. Must be pure. Throws a `RangeError` to reject a combination of values. */
  narrow?(options: OptionValues<O>): Narrowed;
  /**
   * Returns the part that it reads and, with `in-place`, changes; `null` means the whole picture. Must be pure. Only for `read`
   * and `in-place`. Scrim extends the part to even pixels, and crops `frame` and the layers of size `frame` to it.
   */
  roi?(options: OptionValues<O>): Rect | null;
  /** Runs once before the first frame. Its result becomes `state`. */
  init?(host: PluginHost, options: OptionValues<O>): S | Promise<S>;
  /** Runs once per frame and should allocate nothing. If it throws, the frame is not shown; see `onFailure`. */
  process(ctx: ProcessContext<A, F, OptionValues<O>, N, S>): void | Promise<void>;
  /** Runs once for each `init()` that succeeded. */
  dispose?(state: S): void | Promise<void>;
}

/** A filter without the types of its options and layers. A plugin module exports one as default. */
export interface FilterPlugin {
  /** The version of the contract that it uses. */
  readonly apiVersion: 1;
  /** Its name on the command line: lower-case letters, digits, `-` and `_`. It begins with a letter. */
  readonly name: string;
  /** A description for listings: one line, without a final period. */
  readonly summary: string;
  /** How it reads and writes the frame. */
  readonly access: FrameAccess;
  /** The format of `frame` and `into`. Default `i420`. */
  readonly format?: PixelFormat;
  /** Whether it moves pixels, so that layers no longer match its result. Default false. */
  readonly movesPixels?: boolean;
  /** The maximum number of earlier pictures in `past`, 0..32. Default 0. */
  readonly history?: number;
  /** Whether its result shows nothing of the real background. Default false. */
  readonly hidesBackground?: boolean;
  /** What viewers see when `process()` throws. Default `hold`. */
  readonly onFailure?: "hold" | "skip";
  /** All layers that it needs with any option values. Default none. */
  readonly layers?: readonly LayerNeed[];
  /** Its options. Default none. */
  readonly options?: OptionSchema;
  /** Returns what it needs with these values. Must be pure. Called before anything starts. */
  narrow?(options: OptionValues): Narrowed;
  /** Returns the part that it reads with these values. Must be pure. Called before anything starts. */
  roi?(options: OptionValues): Rect | null;
  /** Runs once before the first frame. Its result, awaited if it is a promise, becomes `state`. */
  init?(host: PluginHost, options: OptionValues): unknown;
  /** Runs once per frame. Calls never overlap. */
  process(ctx: ProcessContext): void | Promise<void>;
  /** Runs once for each `init()` that succeeded. `state` is the result of that `init()`. */
  dispose?(state: unknown): void | Promise<void>;
}

/**
 * Defines a filter. TypeScript infers the types of `options`, `layers` and `state` from the declaration. Scrim validates the
 * fields when it loads the plugin, not here.
 *
 * @param definition the filter
 * @returns `definition` itself, with the type that a plugin module exports
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
