/**
 * What a plan's steps cost a frame: the bytes that kernels read and write, those that only move, and inferences.
 *
 * The rules are those by which the kernels count (`ffi/kernel_*.ts`); a test holds prediction and counters equal.
 *
 * @module
 */
import { minStride, packedSize, type PixelLayout } from "./frame.ts";
import type { Plan, PlannedLayer, PlannedModel, PlanStep, StageAnswer } from "./plan.ts";

/** Pixels, wide and high. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The predicted cost of one frame, on average. */
export interface FrameCost {
  /** Model runs. */
  readonly inferences: number;
  /** Bytes of pictures and layers that kernels read in Scrim's own steps. */
  readonly bytesRead: number;
  /** Bytes of pictures and layers that kernels write in Scrim's own steps. */
  readonly bytesWritten: number;
  /** Bytes that only move, without a new value: copies, layers out of their models, pictures over the wall. */
  readonly bytesCopied: number;
}

/** Layouts whose bytes stand in a frame as they are. */
const PLANAR: readonly PixelLayout[] = ["i420", "grey"];

/** Bytes of a picture without padding. */
export function sizeOf(layout: PixelLayout, { width, height }: Size): number {
  return packedSize(layout, height, minStride(layout, width));
}

const area = ({ width, height }: Size): number => width * height;

/** Bytes of one layer as its model gives it; points are four 32-bit floats each. */
export function layerBytes(layer: Size & { readonly kind: PlannedLayer["kind"] }): number {
  return layer.kind === "points" ? area(layer) * 4 : area(layer);
}

/** Bytes of a picture as a stage is given it. */
function pictureBytes(stage: StageAnswer, size: Size): number {
  if (stage.format === "luma") return area(size);
  return sizeOf(stage.format === "rgba" ? "rgba" : "i420", size);
}

/** What a stage behind the wall moves: its picture and layers in, its picture out. */
export function wallBytes(
  stage: StageAnswer,
  { size, layers, ids }: {
    size: Size;
    layers: readonly PlannedLayer[];
    ids: ReadonlyMap<string, string>;
  },
): { in: number; out: number } {
  const picture = pictureBytes(stage, size);
  let given = 0;
  for (const need of stage.layers) {
    const layer = layers.find(({ id }) => id === ids.get(`${stage.id} ${need.name}`));
    if (!layer) continue;
    const full = layer.kind !== "points" && need.size !== "native";
    given += full ? area(size) : layerBytes(layer);
  }
  return { in: picture + given, out: stage.access === "read" ? 0 : picture };
}

/** Read, written, copied. */
type Bytes = readonly [read: number, written: number, copied: number];

const moved = (bytes: number): Bytes => [bytes, bytes, bytes];

/** One step, when it runs. */
function stepBytes(step: PlanStep, plan: CostParts): Bytes {
  const { format, models, layers } = plan;
  switch (step.op) {
    case "transfer":
      return moved(sizeOf(step.layout, format));
    case "unpack": {
      const size = step.crop ?? format;
      const planar = PLANAR.includes(step.from);
      if (step.planes === "luma") {
        const luma = area(size);
        const interleaved = step.from === "yuyv" || step.from === "uyvy";
        return interleaved ? [sizeOf(step.from, size), luma, 0] : moved(luma);
      }
      const read = sizeOf(step.from, size);
      return [read, sizeOf("i420", size), planar ? read : 0];
    }
    case "infer": {
      const model = models.find(({ provider }) => provider === step.provider);
      const given = layers.filter((layer) => layer.provider === step.provider);
      const each = new Map(given.map((layer) => [layer.name, layerBytes(layer)]));
      const taken = [...each.values()].reduce((sum, bytes) => sum + bytes, 0);
      return model ? [sizeOf("i420", format), sizeOf("rgba", model), taken] : [0, 0, 0];
    }
    case "latch":
    case "soften":
    case "warp":
    case "enlarge": {
      const layer = layers.find(({ id, name }) => id === step.layer || name === step.layer);
      if (!layer) return [0, 0, 0];
      if (step.op === "latch") return [0, 0, layerBytes(layer)];
      if (layer.kind === "points") return [0, 0, 0]; // moved as numbers, not as pixels
      return [area(layer), area(step.op === "enlarge" ? format : layer), 0];
    }
    case "convert": {
      const [planes, rgba] = [sizeOf("i420", plan.size), sizeOf("rgba", plan.size)];
      return step.to === "rgba" ? [planes, rgba, 0] : [rgba, planes, 0];
    }
    case "stage": {
      const copy = step.copy?.bytes ?? 0;
      const wall = step.wall ? step.wall.in + step.wall.out : 0;
      return [copy, copy, copy + wall];
    }
    case "pack": {
      const written = sizeOf(step.to, format);
      return [sizeOf("i420", format), written, PLANAR.includes(step.to) ? written : 0];
    }
  }
}

interface CostParts extends Pick<Plan, "format" | "models" | "layers" | "steps"> {
  /** Of the pictures between the borders. */
  readonly size: Size;
}

/** How often a step runs, in frames. */
function everyFrames(step: PlanStep, { models, layers }: CostParts): number {
  const id = "layer" in step ? step.layer : undefined;
  const provider = step.op === "infer"
    ? step.provider
    : layers.find((layer) => layer.id === id || layer.name === id)?.provider;
  return models.find((model) => model.provider === provider)?.everyFrames ?? 1;
}

/** The size of the pictures between the borders: the frame, or the part of it that is unpacked. */
export function innerSize({ format, steps }: Pick<Plan, "format" | "steps">): Size {
  for (const step of steps) if (step.op === "unpack") return step.crop ?? format;
  return format;
}

/** Predicts a frame's cost. */
export function costOf(plan: Pick<Plan, "format" | "models" | "layers" | "steps">): FrameCost {
  const parts = { ...plan, size: innerSize(plan) };
  const sum = { bytesRead: 0, bytesWritten: 0, bytesCopied: 0 };
  for (const step of plan.steps) {
    const share = 1 / everyFrames(step, parts);
    const [read, written, copied] = stepBytes(step, parts);
    sum.bytesRead += read * share;
    sum.bytesWritten += written * share;
    sum.bytesCopied += copied * share;
  }
  const inferences = plan.models.reduce((total, model) => total + runsPerFrame(model), 0);
  return { inferences, ...sum };
}

const runsPerFrame = ({ everyFrames }: PlannedModel): number => 1 / everyFrames;
