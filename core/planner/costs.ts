/**
 * What a plan's steps cost a frame: the bytes that kernels read and write, those that only move, and inferences.
 *
 * The rules are those by which the kernels count (`ffi/kernel_*.ts`); a test holds prediction and counters equal.
 *
 * @module
 */
import type {
  Bytes,
  FrameCost,
  LayerStep,
  Plan,
  PlannedLayer,
  PlannedModel,
  PlanStep,
} from "./plan.ts";
import { minStride, packedSize, type PixelLayout } from "../media/frame.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";

/** Pixels, wide and high. */
export interface Size {
  readonly width: number;
  readonly height: number;
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
function pictureBytes(stage: StageSpec, size: Size): number {
  if (stage.format === "luma") return area(size);
  return sizeOf(stage.format === "rgba" ? "rgba" : "i420", size);
}

/** What a stage in the sandbox moves: its picture and layers in, its picture out. */
export function sandboxBytes(
  stage: StageSpec,
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
    const full = need.size !== "native" && (layer.upscaled || layer.refined);
    given += full ? area(size) : layerBytes(layer);
  }
  return { in: picture + given, out: stage.access === "read" ? 0 : picture };
}

/** Read, written, copied. */
type Sum = readonly [read: number, written: number, copied: number];

const NOTHING: Sum = [0, 0, 0];
const moved = (bytes: number): Sum => [bytes, bytes, bytes];

/** What a model's look at a frame costs: the sample, and comparing it with the one before. */
function lookBytes(model: PlannedModel, format: Size): Sum {
  const sample = sizeOf("rgba", model);
  return [sizeOf("i420", format) + (model.gated ? 2 * sample : 0), sample, 0];
}

/** What its run costs by itself: the sample handed over, the layers taken out. */
function inferBytes(model: PlannedModel, layers: readonly PlannedLayer[]): Sum {
  const given = layers.filter((layer) => layer.provider === model.provider);
  const each = new Map(given.map((layer) => [layer.name, layerBytes(layer)]));
  const taken = [...each.values()].reduce((sum, bytes) => sum + bytes, 0);
  const sample = model.gated ? sizeOf("rgba", model) : 0;
  return [sample, sample, sample + taken];
}

/** A step on a layer. */
function layerStepBytes(step: LayerStep, { format, layers }: CostParts): Sum {
  const layer = layers.find(({ id, name }) => id === step.layer || name === step.layer);
  if (!layer) return NOTHING;
  if (step.op === "snapshot") return [0, 0, layerBytes(layer)];
  if (layer.kind === "points") return NOTHING; // moved as numbers, not as pixels
  const [small, large] = [area(layer), area(format)];
  if (step.op === "refine") {
    // What moved since the last guide, the refinement itself with the matte as it was, the guide kept.
    const guide = sizeOf("rgba", layer);
    return [2 * guide + small + 2 * guide + 2 * large + guide, large + guide, guide];
  }
  if (step.op === "smooth") return [small, small, 0];
  if (step.op === "warp") return step.form === "refined" ? [large, large, 0] : [small, small, 0];
  return [layer.refined ? large : small, large, 0];
}

/** One step, when it is done. An `infer` step is the look at the frame; its run is counted with its model. */
function stepBytes(step: PlanStep, plan: CostParts): Sum {
  const { format, models } = plan;
  switch (step.op) {
    case "copyPacked":
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
      return model ? lookBytes(model, format) : NOTHING;
    }
    case "snapshot":
    case "smooth":
    case "refine":
    case "warp":
    case "upscale":
      return layerStepBytes(step, plan);
    case "convert": {
      const [planes, rgba] = [sizeOf("i420", plan.size), sizeOf("rgba", plan.size)];
      return step.to === "rgba" ? [planes, rgba, 0] : [rgba, planes, 0];
    }
    case "stage": {
      const copy = step.copy?.bytes ?? 0;
      const carried = step.sandbox ? step.sandbox.in + step.sandbox.out : 0;
      return [copy, copy, copy + carried];
    }
    case "pack": {
      const written = sizeOf(step.to, format);
      return [sizeOf("i420", format), written, PLANAR.includes(step.to) ? written : 0];
    }
  }
}

interface CostParts extends PlanParts {
  /** Of the pictures between the borders. */
  readonly size: Size;
}

/** The model that a step on a layer follows; `undefined` for all other steps. */
function followed(step: PlanStep, { models, layers }: CostParts): PlannedModel | undefined {
  if (!("layer" in step)) return undefined;
  const layer = layers.find(({ id, name }) => id === step.layer || name === step.layer);
  return models.find(({ provider }) => provider === layer?.provider);
}

/** The size of the pictures between the borders: the frame, or the part of it that is unpacked. */
export function innerSize({ format, steps }: Pick<Plan, "format" | "steps">): Size {
  for (const step of steps) if (step.op === "unpack") return step.crop ?? format;
  return format;
}

const plus = (all: Bytes, [read, written, copied]: Sum, share = 1): Bytes => ({
  bytesRead: all.bytesRead + read * share,
  bytesWritten: all.bytesWritten + written * share,
  bytesCopied: all.bytesCopied + copied * share,
});

const NO_BYTES: Bytes = { bytesRead: 0, bytesWritten: 0, bytesCopied: 0 };

type PlanParts = Pick<Plan, "format" | "layers" | "steps"> & {
  readonly models: readonly PlannedModel[];
};

/** Predicts the cost of one run of a model, with the steps on its layers. */
export function runCost(model: PlannedModel, plan: PlanParts): Bytes {
  const parts = { ...plan, size: innerSize(plan) };
  return plan.steps.filter((step) => followed(step, parts) === model)
    .reduce(
      (all, step) => plus(all, stepBytes(step, parts)),
      plus(NO_BYTES, inferBytes(model, plan.layers)),
    );
}

/** Predicts a frame's cost, as if every frame differed from the one before. */
export function costOf(plan: PlanParts): FrameCost {
  const parts = { ...plan, size: innerSize(plan) };
  let all = NO_BYTES;
  let inferences = 0;
  for (const step of plan.steps) {
    if (followed(step, parts)) continue; // part of its model's run
    const looks = plan.models.find((model) =>
      step.op === "infer" && model.provider === step.provider
    );
    all = plus(all, stepBytes(step, parts), 1 / (looks?.everyFrames ?? 1));
  }
  for (const model of plan.models) {
    const { bytesRead, bytesWritten, bytesCopied } = runCost(model, plan);
    const share = 1 / model.everyFrames;
    all = plus(all, [bytesRead, bytesWritten, bytesCopied], share);
    inferences += share;
  }
  return { inferences, ...all };
}
