/**
 * Which model gives which layer, at what size and cost. Pure data: the planner chooses from it, nothing here reads a file
 * or starts anything.
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS, MULTICLASS } from "./names.ts";
import type { LayerProvider, LayerShape, ModelFile, SegmenterName } from "./layers.ts";

/** Pixels, wide and high. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** The segmenters that Scrim knows by name: the size of their input, which is the size of their masks. */
export const SEGMENTERS = {
  landscape: { width: 256, height: 144, costMs: 6.5 },
  general: { width: 256, height: 256, costMs: 11.4 },
  multiclass: { width: 256, height: 256, costMs: 40 },
} as const satisfies Readonly<
  Record<SegmenterName, { width: number; height: number; costMs: number }>
>;

/**
 * Frames at least this wide for their height get the landscape model. Mean IoU of landscape / general on two photos and a
 * drawn figure, cropped round the person: 16:9 0.921 / 0.877, 3:2 0.955 / 0.944, 4:3 0.966 / 0.964, 1.2 0.970 / 0.967,
 * 1:1 0.968 / 0.976, 3:4 0.972 / 0.979, 9:16 0.979 / 0.980.
 */
const LANDSCAPE_ASPECT = 1.2;

/** The person segmenter for a frame of this shape when nobody chose one. */
export function automaticModel(frame: { width: number; height: number }): SegmenterName {
  return frame.width >= LANDSCAPE_ASPECT * frame.height ? "landscape" : "general";
}

/**
 * What can give layers for frames of this shape.
 *
 * @param frame the size of the frames that will be sampled
 * @param model the segmenter that the user chose: no other model gives what it can, however cheap or already at work
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

/** The label map of a multi-class segmenter and a mask of each class but the background. */
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

/** Whatever its labels say. Without labels: one channel is the person, of several the first is the background. */
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
 * The pose landmark model takes a square and gives maps of a quarter of its size. It expects a whole person, about as high as
 * the square; a camera shows head and shoulders. So the frame is not squeezed into the square but put at its top, so small
 * that the rest of the person would fit below. Median error of the maps' peaks in pixels of 1280x720, on four
 * frames of the demo figure and photos, for face / shoulders / arms: squeezed 28 / 345 / 330, as wide as the square
 * 17 / 218 / 26, 88 rows high 22 / 59 / 36 (the last without a person seen from behind, whom no way of feeding saves). The
 * size was chosen on these same pictures. One map costs 17 ms, each more 0.1.
 */
export const HEATMAPS = { square: 256, map: 64, frame: 88, costMs: 17 } as const;

/** The pose landmark model alone, with its heatmaps for output: `[1, 64, 64, 39]`, the first 33 for the keypoints. */
function heatmaps(frame: Size): LayerProvider {
  const { square, map, costMs } = HEATMAPS;
  const scale = Math.min(
    HEATMAPS.frame / Math.min(frame.width, frame.height),
    square / Math.max(frame.width, frame.height),
  );
  // Whole points of the map, so that its part for the frame can be cut out.
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
 * The long side of the picture that the pose task is given: it cuts the person out of it by itself. Keypoints are as exact
 * from 192 to 1280 pixels; the mask gains up to here (IoU on a photo 0.903 at 192, 0.918 at 256, 0.933 at 384, 0.932 at 512).
 */
const POSE = { longSide: 384, costMs: 27.4, maskMs: 1.6, partsMs: 1 } as const;

/** The pose task: finds a person, then its keypoints; its mask and the body parts drawn by its skeleton cost extra. */
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

/** Label 0 of the approximated parts is no part. */
const BODY_NAMES = ["background", ...BODY_PARTS] as const;
