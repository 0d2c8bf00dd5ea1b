/**
 * The models that can give layers, with the sizes and costs of the layers. The planner chooses among them. Nothing here reads
 * a file or starts a model.
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS, MULTICLASS } from "./names.ts";
import type { LayerProvider, LayerShape, ModelFile, SegmenterName } from "./layers.ts";

/** A size in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The segmenters that `--model` can name: the size of the input, which is also the size of the masks, and the cost. */
export const SEGMENTERS = {
  landscape: { width: 256, height: 144, costMs: 6.5 },
  general: { width: 256, height: 256, costMs: 11.4 },
  multiclass: { width: 256, height: 256, costMs: 40 },
} as const satisfies Readonly<
  Record<SegmenterName, { width: number; height: number; costMs: number }>
>;

/**
 * Frames with at least this aspect ratio (width / height) use the landscape model. Mean IoU of landscape / general on two
 * photos and a drawn figure, cropped around the person: 16:9 0.921 / 0.877, 3:2 0.955 / 0.944, 4:3 0.966 / 0.964,
 * 1.2 0.970 / 0.967, 1:1 0.968 / 0.976, 3:4 0.972 / 0.979, 9:16 0.979 / 0.980.
 */
const LANDSCAPE_ASPECT = 1.2;

/** The person segmenter for frames of this size when the user has not chosen one. */
export function automaticModel(frame: { width: number; height: number }): SegmenterName {
  return frame.width >= LANDSCAPE_ASPECT * frame.height ? "landscape" : "general";
}

/**
 * Lists the providers for frames of this size. Each layer that the chosen model gives is removed from all other providers,
 * so that the planner takes it from the chosen model whatever the cost.
 *
 * @param frame the size of the frames that the models sample
 * @param model the segmenter that the user chose
 */
export function providersFor(
  frame: { width: number; height: number },
  model?: SegmenterName | ModelFile,
): readonly LayerProvider[] {
  const chosen = model === undefined ? [] : [segmenter(model)];
  const given = new Set(chosen.flatMap(({ layers }) => layers.map(({ name }) => name)));
  const others = [
    ...(given.has("person") ? [] : [segmenter(automaticModel(frame))]),
    ...(given.has("parts") ? [] : [segmenter("multiclass")]),
    heatmaps(frame),
    pose(frame),
  ];
  const left = others.map((provider) => ({
    ...provider,
    layers: provider.layers.filter(({ name }) => !given.has(name)),
  }));
  return [...chosen, ...left];
}

function mask(name: string, { width, height }: Size): LayerShape {
  return { name, kind: "mask", width, height };
}

/** The label map of a multi-class segmenter, and a mask for each class except the background. */
function partLayers(names: readonly string[], size: Size): readonly LayerShape[] {
  const named = names.filter((name) => name !== "background" && name !== "");
  return [
    { name: "parts", kind: "labels", ...size, names },
    ...named.map((name) => mask(`parts/${name}`, size)),
  ];
}

function segmenter(model: SegmenterName | ModelFile): LayerProvider {
  if (typeof model !== "string") return customSegmenter(model);
  const { width, height, costMs } = SEGMENTERS[model];
  const input = { width, height };
  const parts = model === "multiclass" ? partLayers(MULTICLASS, input) : [];
  return { id: model, model, input, layers: [mask("person", input), ...parts], costMs };
}

/**
 * The provider of a user's model. Its labels decide which layers it gives. Without labels, a single channel is the person;
 * of several channels, the first is the background.
 */
function customSegmenter(model: ModelFile): LayerProvider {
  const { file, width, height, labels, channels } = model;
  const size = { width, height };
  const perPixel = SEGMENTERS.landscape.costMs /
    (SEGMENTERS.landscape.width * SEGMENTERS.landscape.height);
  const person = labels.length === 0 || channels === 1 || labels.includes("person") ||
    labels.includes("background");
  return {
    id: file.slice(file.lastIndexOf("/") + 1),
    model,
    input: size,
    layers: [
      ...(person ? [mask("person", size)] : []),
      ...(labels.length > 1 ? partLayers(labels, size) : []),
    ],
    costMs: perPixel * width * height,
  };
}

/**
 * Sizes and cost of the pose landmark model. Its input is a square, and its maps have a quarter of the side of the square. It
 * expects a whole person, about as high as the square, but a camera shows only head and shoulders. Therefore the frame is
 * not stretched to the square but placed at its top, scaled so that the rest of the person would fit below.
 *
 * Median error of the maps' peaks in pixels of 1280x720, on four frames of the demo figure and photos, for face / shoulders /
 * arms: stretched to the square 28 / 345 / 330, scaled to the width of the square 17 / 218 / 26, short side 88 pixels
 * 22 / 59 / 36. The last figures exclude a person seen from behind, for whom no scale works. The size was chosen on these same
 * pictures. One map costs 17 ms, each further map 0.1 ms.
 */
export const HEATMAPS = { square: 256, map: 64, frame: 88, costMs: 17 } as const;

/** The pose landmark model with its heatmaps as output: `[1, 64, 64, 39]`, of which the first 33 belong to the keypoints. */
function heatmaps(frame: Size): LayerProvider {
  const { square, map, costMs } = HEATMAPS;
  const scale = Math.min(
    HEATMAPS.frame / Math.min(frame.width, frame.height),
    square / Math.max(frame.width, frame.height),
  );
  // The frame covers whole points of the map, so that its part of the map can be cut out.
  const points = (length: number): number => Math.max(1, Math.round(length * scale * map / square));
  const size = { width: points(frame.width), height: points(frame.height) };
  const perPoint = square / map;
  return {
    id: "heatmaps",
    model: "heatmaps",
    input: { width: size.width * perPoint, height: size.height * perPoint },
    layers: KEYPOINTS.map((name) => ({
      name: `heatmaps/${name}`,
      kind: "map",
      ...size,
    })),
    costMs,
  };
}

/**
 * Size and cost of the pose task. `longSide` is the long side of its input in pixels; the task crops the person by itself.
 * Keypoints are equally accurate from 192 to 1280 pixels. The mask improves up to 384 (IoU on a photo: 0.903 at 192, 0.918 at
 * 256, 0.933 at 384, 0.932 at 512).
 */
const POSE = { longSide: 384, costMs: 27.4, maskMs: 1.6, partsMs: 1 } as const;

/** The pose task finds a person and then its keypoints. The mask, and the body parts derived from the keypoints, cost extra. */
function pose(frame: Size): LayerProvider {
  const { longSide, costMs, maskMs, partsMs } = POSE;
  const scale = longSide / Math.max(frame.width, frame.height);
  const side = (length: number): number => Math.max(2, Math.round(length * scale));
  const input = { width: side(frame.width), height: side(frame.height) };
  const parts = partLayers(BODY_NAMES, input)
    .map((layer) => ({ ...layer, approximate: true, costMs: maskMs + partsMs }));
  return {
    id: "pose",
    model: "pose",
    input,
    layers: [
      { name: "landmarks", kind: "points", width: 4, height: KEYPOINTS.length, names: KEYPOINTS },
      { ...mask("person", input), costMs: maskMs },
      ...parts,
    ],
    costMs,
  };
}

/** The labels of the approximated parts. 0 is the background. */
const BODY_NAMES = ["background", ...BODY_PARTS] as const;
