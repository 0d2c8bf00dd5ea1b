/**
 * A person drawn by formula, and every layer of it: what models would say, without a model.
 *
 * @module
 */
import { BODY_PARTS, KEYPOINTS, MULTICLASS } from "../layers/names.ts";
import type { LayerShape } from "../layers/layers.ts";
import type { LayerData } from "../layers/engine.ts";

/** Who is in the picture. */
export type Scene = "figure" | "nobody" | "everybody";

/** What a layer shows: a value for each place in fractions of the picture, or points, four numbers each. */
export type LayerDrawing = ((x: number, y: number) => number) | Float32Array;

/** Layers at "native" size: coarser than the picture on one side, finer than the smallest ones on the other. */
const MASK = { width: 128, height: 96 };
const MAP = { width: 64, height: 64 };

/** How far the soft edge reaches, in fractions of the picture. */
const SOFT = 0.015;

/** How deep in the figure a place lies, in fractions of the picture; less than 0 outside. */
export function depthAt(x: number, y: number): number {
  const ellipse = (cy: number, rx: number, ry: number): number =>
    (1 - Math.hypot((x - 0.5) / rx, (y - cy) / ry)) * Math.min(rx, ry);
  return Math.max(ellipse(0.36, 0.15, 0.24), ellipse(1.05, 0.36, 0.5));
}

/**
 * Whether a place surely belongs to the person or to the background, whatever edge a filter gives the mask; `null` near
 * the outline.
 *
 * @param margin in fractions of the picture, beside the width of the edge itself
 */
export function regionAt(x: number, y: number, margin: number): "person" | "background" | null {
  const least = SOFT + 3 / MASK.height + margin;
  const depth = depthAt(x, y);
  return depth > least ? "person" : depth < -least ? "background" : null;
}

/** From the top: hair, face, neck, clothes. */
const BANDS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  hair: [0, 0.26],
  "face-skin": [0.26, 0.54],
  "body-skin": [0.54, 0.62],
  clothes: [0.62, 1],
  others: [1, 1],
};

/** The rows of a part: any other name gets a band of its own. */
function bandOf(part: string, names: readonly string[]): readonly [from: number, to: number] {
  const known = BANDS[part];
  if (known) return known;
  const [index, count] = [names.indexOf(part), names.length];
  return [index / count, (index + 1) / count];
}

/** Offset to the side and height of points, those of one side once; the rest lies below the picture. */
const PLACES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  nose: [0, 0.37],
  eye_inner: [0.025, 0.31],
  eye: [0.04, 0.31],
  eye_outer: [0.06, 0.31],
  ear: [0.12, 0.34],
  mouth: [0.03, 0.45],
  shoulder: [0.22, 0.7],
  elbow: [0.3, 0.9],
};

function placeOf(point: string): readonly [x: number, y: number] {
  const [x, y] = PLACES[point.replace(/^(left|right)_|_(left|right)$/, "")] ?? [0.1, 1.2];
  return [0.5 + (point.includes("right") ? -x : x), y];
}

/** The labels of `parts` for a plugin that wants these layers. */
function labelsFor(wanted: readonly string[]): readonly string[] {
  const parts = wanted.filter((name) => name.startsWith("parts/")).map((name) => name.slice(6));
  const known = parts.some((part) => BODY_PARTS.some((name) => name === part))
    ? ["background", ...BODY_PARTS]
    : MULTICLASS;
  return [...known, ...parts.filter((part) => !known.some((name) => name === part))];
}

/** The shapes of layers by their names, as one model would give them all. */
export function layerShapes(wanted: readonly string[]): readonly LayerShape[] {
  const names = labelsFor(wanted);
  return wanted.map((name): LayerShape => {
    if (name === "landmarks") {
      return { name, kind: "points", width: 4, height: KEYPOINTS.length, names: KEYPOINTS };
    }
    if (name.startsWith("heatmaps/")) return { name, kind: "map", ...MAP };
    return { name, kind: name === "parts" ? "labels" : "mask", ...MASK, names };
  });
}

/** What a layer of this shape shows of a scene. */
export function drawingOf({ name, kind, names = [] }: LayerShape, scene: Scene): LayerDrawing {
  const mask = (x: number, y: number): number =>
    scene === "figure"
      ? Math.min(Math.max(255 * (0.5 + depthAt(x, y) / (2 * SOFT)), 0), 255)
      : scene === "nobody"
      ? 0
      : 255;
  if (kind === "points") {
    return Float32Array.from(names.flatMap((point) => {
      const [x, y] = placeOf(point);
      return [x, y, 0, scene === "nobody" ? 0 : 0.9];
    }));
  }
  if (kind === "map") {
    const [px, py] = placeOf(name.slice(name.indexOf("/") + 1));
    const height = scene === "nobody" ? 0 : 255;
    return (x, y) => height * Math.exp(-((x - px) ** 2 + (y - py) ** 2) / 0.005);
  }
  if (kind === "labels") {
    return (x, y) =>
      mask(x, y) < 128 ? 0 : Math.max(
        names.findIndex((part, index) =>
          index > 0 && bandOf(part, names)[0] <= y && y < bandOf(part, names)[1]
        ),
        0,
      );
  }
  if (!name.startsWith("parts/")) return mask;
  const [from, to] = bandOf(name.slice(6), names);
  return (x, y) => from <= y && y < to ? mask(x, y) : 0;
}

/** Draws a layer into a model's memory. */
export function drawLayer(drawing: LayerDrawing, into: LayerData): void {
  if ("values" in into) {
    if (typeof drawing === "function") throw new TypeError("points are drawn by numbers");
    into.values.set(drawing);
    return;
  }
  if (typeof drawing !== "function") throw new TypeError("a plane is drawn by a function");
  const { data, stride, width, height } = into;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      data[row * stride + column] = drawing((column + 0.5) / width, (row + 0.5) / height);
    }
  }
}
