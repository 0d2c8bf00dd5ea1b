/**
 * Types of layers (masks, label maps, keypoints) and of the models that can give them.
 *
 * @module
 */

/** A segmenter that `--model` can name. */
export type SegmenterName = "landscape" | "general" | "multiclass";

/** A model that comes with Scrim. Users cannot choose `pose` and `heatmaps`; the planner does. */
export type ModelName = SegmenterName | "pose" | "heatmaps";

/** A user's own segmenter, as `chooseModel()` in `core/models/model_files.ts` reads it from the file. */
export interface ModelFile {
  /** The path of a TFLite file, as the user gave it. */
  readonly file: string;
  /** Width of its input in pixels. */
  readonly width: number;
  /** Height of its input in pixels. */
  readonly height: number;
  /** The label of each channel, in order, including the background if it has a channel. Empty if the model has no labels. */
  readonly labels: readonly string[];
  /** The number of channels, each of which is a mask. */
  readonly channels: number;
}

/** The resolved value of `--model`. */
export type ModelChoice = ModelName | ModelFile;

/**
 * The meaning of a layer's values. `mask`: a soft mask, 0 outside … 255 inside. `map`: the probability (0..255) that a
 * keypoint is at this place. `labels`: each pixel is an index into the layer's names. `points`: four numbers each, see `Points`.
 */
export type LayerKind = "mask" | "map" | "labels" | "points";

/** One layer that a model can give. */
export interface LayerShape {
  /** Its name, for example `person`, `parts`, `parts/hair`, `heatmaps/nose` or `landmarks`. */
  readonly name: string;
  /** The meaning of its values. */
  readonly kind: LayerKind;
  /** Width in pixels before any upscaling; 4 for points. */
  readonly width: number;
  /** Height in pixels before any upscaling; the number of points for points. */
  readonly height: number;
  /** Whether Scrim derives the layer from other model outputs. The planner uses it only if no model gives the layer directly. */
  readonly approximate?: boolean;
  /** `labels`: the name of each value, starting at 0. `points`: the name of each point. */
  readonly names?: readonly string[];
  /** Milliseconds that the layer adds to an inference. Default 0. */
  readonly costMs?: number;
}

/** A model that the planner can choose, and the layers that it can give. */
export interface LayerProvider {
  /** A unique name, used in the plan and the statistics. */
  readonly id: string;
  /** The model to load. */
  readonly model: ModelChoice;
  /** The size of its RGBA input in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** All layers that it can give. A plan may use fewer. */
  readonly layers: readonly LayerShape[];
  /** Milliseconds of one inference, measured on one core of a 2.6 GHz EPYC. Used only to compare providers. */
  readonly costMs: number;
}
