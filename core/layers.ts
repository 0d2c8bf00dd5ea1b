/**
 * Which model gives which layer, at what size and cost. Pure data: the planner chooses from it, nothing here reads a file
 * or starts anything.
 *
 * @module
 */

import type { Edge } from "./ports.ts";

/** A model that Scrim knows by name. Both come from `npm:@mediapipe/selfie_segmentation`. */
export type ModelName = "landscape" | "general";

/** A user's own model. Its input size was read from the file (`chooseModel()` in `core/infer/models.ts`). */
export interface ModelFile {
  /** The path of a TFLite file, as the user gave it. */
  readonly file: string;
  /** Pixels in a row of the picture that it wants. */
  readonly width: number;
  /** Rows of the picture that it wants. */
  readonly height: number;
}

/** What `--model` means once it is resolved. */
export type ModelChoice = ModelName | ModelFile;

/** One layer as a model gives it. */
export interface LayerShape {
  /** `person`, later `parts/hair`, `heatmaps/nose`, … */
  readonly name: string;
  /** Pixels in a row, before any enlargement. */
  readonly width: number;
  /** Rows, before any enlargement. */
  readonly height: number;
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

/**
 * Where the outline of a softened person mask is put: a little inside of half, because a rim of the old background is what
 * viewers mind. On the demo figure both the rim and what is lost of the person are a good 40 % smaller than with bilinear
 * enlargement alone; further inside, people in photos lose their hands (`tests/quality`).
 */
export const MASK_EDGE = { low: 108, high: 168 } as const satisfies Edge;

/** The models that Scrim knows by name. */
export const MODELS = {
  landscape: { width: 256, height: 144, costMs: 6.5 },
  general: { width: 256, height: 256, costMs: 11.4 },
} as const satisfies Readonly<
  Record<ModelName, { width: number; height: number; costMs: number }>
>;

/**
 * Frames at least this wide for their height get the landscape model. Mean IoU of landscape / general on two photos and a
 * drawn figure, cropped round the person: 16:9 0.921 / 0.877, 3:2 0.955 / 0.944, 4:3 0.966 / 0.964, 1.2 0.970 / 0.967,
 * 1:1 0.968 / 0.976, 3:4 0.972 / 0.979, 9:16 0.979 / 0.980.
 */
const LANDSCAPE_ASPECT = 1.2;

/** The model for a frame of this shape when nobody chose one. */
export function automaticModel(frame: { width: number; height: number }): ModelName {
  return frame.width >= LANDSCAPE_ASPECT * frame.height ? "landscape" : "general";
}

/**
 * What can give layers for frames of this shape.
 *
 * @param frame the size of the frames that will be sampled
 * @param model what the user chose; without it the shape of the frame decides
 */
export function providersFor(
  frame: { width: number; height: number },
  model?: ModelChoice,
): readonly LayerProvider[] {
  return [personProvider(model ?? automaticModel(frame))];
}

function personProvider(model: ModelChoice): LayerProvider {
  const { width, height } = typeof model === "string" ? MODELS[model] : model;
  const perPixel = MODELS.landscape.costMs / (MODELS.landscape.width * MODELS.landscape.height);
  return {
    id: typeof model === "string" ? model : model.file.slice(model.file.lastIndexOf("/") + 1),
    model,
    input: { width, height },
    layers: [{ name: "person", width, height }],
    costMs: typeof model === "string" ? MODELS[model].costMs : perPixel * width * height,
  };
}
