/**
 * What a layer is, and what could give it.
 *
 * @module
 */

/** A segmenter that `--model` can name. */
export type SegmenterName = "landscape" | "general" | "multiclass";

/** A model that Scrim knows. `pose` and `heatmaps` are chosen by the planner only. */
export type ModelName = SegmenterName | "pose" | "heatmaps";

/** A user's own segmenter. What it takes and gives was read from the file (`chooseModel()` in `core/models/model_files.ts`). */
export interface ModelFile {
  /** The path of a TFLite file, as the user gave it. */
  readonly file: string;
  /** Pixels in a row of the picture that it wants. */
  readonly width: number;
  /** Rows of the picture that it wants. */
  readonly height: number;
  /** What its channels show, in order, from its labels; the background is one of them if it has a channel. Empty: no labels. */
  readonly labels: readonly string[];
  /** How many masks it gives. */
  readonly channels: number;
}

/** What `--model` means once it is resolved. */
export type ModelChoice = ModelName | ModelFile;

/**
 * `mask`: soft, 0 not it … 255 it. `map`: how likely a point is at each place. `labels`: each pixel is an index into the
 * layer's names. `points`: four numbers each, see `Points`.
 */
export type LayerKind = "mask" | "map" | "labels" | "points";

/** One layer as a model gives it. */
export interface LayerShape {
  /** `person`, `parts`, `parts/hair`, `heatmaps/nose`, `landmarks`. */
  readonly name: string;
  /** What its numbers mean. */
  readonly kind: LayerKind;
  /** Pixels in a row, before any upscaling; 4 for points. */
  readonly width: number;
  /** Rows, before any upscaling; how many points. */
  readonly height: number;
  /** Worked out from something else and not seen by a model; taken only where no model gives the layer. */
  readonly approximate?: boolean;
  /** `labels`: what each value means, 0 first. `points`: what each point is. */
  readonly names?: readonly string[];
  /** What taking it adds to an inference. Default 0. */
  readonly costMs?: number;
}

/** A model that could run, and what it would give. */
export interface LayerProvider {
  /** Unique, for the plan and the statistics. */
  readonly id: string;
  /** What to load for it. */
  readonly model: ModelChoice;
  /** The RGBA picture that it wants. */
  readonly input: { readonly width: number; readonly height: number };
  /** All that it can give; a plan may take fewer. */
  readonly layers: readonly LayerShape[];
  /** One inference on one core of a 2.6 GHz EPYC: a weight for comparing providers, no promise. */
  readonly costMs: number;
}
