/**
 * Predicts the cost of a plan per frame: the bytes that kernels read and write, the bytes copied unchanged, and inferences.
 *
 * The rules are the same as those of the kernels' counters (`ffi/kernel_*.ts`). A test checks that prediction and counters are
 * equal.
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

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Layouts whose bytes are copied unchanged to and from a frame. */
const PLANAR: readonly PixelLayout[] = ["i420", "grey"];

/** The bytes of a picture without padding. */
export function sizeOf(layout: PixelLayout, { width, height }: Size): number {
  return packedSize(layout, height, minStride(layout, width));
}

const area = ({ width, height }: Size): number => width * height;

/** The bytes of one layer at the model's size. A point has four 32-bit floats. */
export function layerBytes(layer: Size & { readonly kind: PlannedLayer["kind"] }): number {
  return layer.kind === "points" ? area(layer) * 4 : area(layer);
}

/** The bytes of the picture that a stage receives. */
function pictureBytes(stage: StageSpec, size: Size): number {
  if (stage.format === "luma") return area(size);
  return sizeOf(stage.format === "rgba" ? "rgba" : "i420", size);
}

/** The bytes copied into the sandbox (the picture and the layers) and out of it (the picture) for one frame of a stage. */
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

/** Bytes read, written and copied. */
type Sum = readonly [read: number, written: number, copied: number];

const NOTHING: Sum = [0, 0, 0];
const copyBytes = (bytes: number): Sum => [bytes, bytes, bytes];

/** The cost of sampling a frame for a model and, if the model is gated, of comparing the sample with the previous one. */
function samplingBytes(model: PlannedModel, format: Size): Sum {
  const sample = sizeOf("rgba", model);
  return [sizeOf("i420", format) + (model.gated ? 2 * sample : 0), sample, 0];
}

/** The cost of an inference itself: the sample copied to the model's input, and the layers copied out. */
function inferBytes(model: PlannedModel, layers: readonly PlannedLayer[]): Sum {
  const given = layers.filter((layer) => layer.provider === model.provider);
  const each = new Map(given.map((layer) => [layer.name, layerBytes(layer)]));
  const taken = [...each.values()].reduce((sum, bytes) => sum + bytes, 0);
  const sample = model.gated ? sizeOf("rgba", model) : 0;
  return [sample, sample, sample + taken];
}

/** The cost of a step on a layer. */
function layerStepBytes(step: LayerStep, { format, layers }: CostParts): Sum {
  const layer = layers.find(({ id, name }) => id === step.layer || name === step.layer);
  if (!layer) return NOTHING;
  if (step.op === "snapshot") return [0, 0, layerBytes(layer)];
  if (layer.kind === "points") return NOTHING; // points are transformed without a kernel
  const [small, large] = [area(layer), area(format)];
  if (step.op === "refine") {
    // Motion detection (two guides), the refinement (mask, two guides, luma, previous matte), the copy of the guide.
    const guide = sizeOf("rgba", layer);
    return [2 * guide + small + 2 * guide + 2 * large + guide, large + guide, guide];
  }
  if (step.op === "smooth") return [small, small, 0];
  if (step.op === "warp") return step.form === "refined" ? [large, large, 0] : [small, small, 0];
  return [layer.refined ? large : small, large, 0];
}

/** The cost of one execution of a step. For `infer`, this is only the sampling; `inferBytes()` gives the rest. */
function stepBytes(step: PlanStep, plan: CostParts): Sum {
  const { format, models } = plan;
  switch (step.op) {
    case "copyPacked":
      return copyBytes(sizeOf(step.layout, format));
    case "unpack": {
      const size = step.crop ?? format;
      const planar = PLANAR.includes(step.from);
      if (step.planes === "luma") {
        const luma = area(size);
        const interleaved = step.from === "yuyv" || step.from === "uyvy";
        return interleaved ? [sizeOf(step.from, size), luma, 0] : copyBytes(luma);
      }
      const read = sizeOf(step.from, size);
      return [read, sizeOf("i420", size), planar ? read : 0];
    }
    case "infer": {
      const model = models.find(({ provider }) => provider === step.provider);
      return model ? samplingBytes(model, format) : NOTHING;
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
  /** The size of the unpacked pictures. */
  readonly size: Size;
}

/** The model whose layer a step processes; `undefined` for steps that process no layer. */
function modelOfStep(step: PlanStep, { models, layers }: CostParts): PlannedModel | undefined {
  if (!("layer" in step)) return undefined;
  const layer = layers.find(({ id, name }) => id === step.layer || name === step.layer);
  return models.find(({ provider }) => provider === layer?.provider);
}

/** The size of the unpacked pictures: that of the frame, or of the part of it that is unpacked. */
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

/** Predicts the cost of one inference of a model, including the steps on its layers. */
export function runCost(model: PlannedModel, plan: PlanParts): Bytes {
  const parts = { ...plan, size: innerSize(plan) };
  return plan.steps.filter((step) => modelOfStep(step, parts) === model)
    .reduce(
      (all, step) => plus(all, stepBytes(step, parts)),
      plus(NO_BYTES, inferBytes(model, plan.layers)),
    );
}

/** Predicts the cost of a frame, assuming that something moves in every frame. */
export function costOf(plan: PlanParts): FrameCost {
  const parts = { ...plan, size: innerSize(plan) };
  let all = NO_BYTES;
  let inferences = 0;
  for (const step of plan.steps) {
    if (modelOfStep(step, parts)) continue; // included in runCost()
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
