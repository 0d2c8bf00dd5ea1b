/**
 * Makes the steps of a plan: the work on each frame, in order.
 *
 * @module
 */
import { mayFillEither } from "../plugin/frame_access.ts";
import { isSkippable } from "./prune.ts";
import { layerIds } from "./models.ts";
import { sandboxBytes, type Size, sizeOf } from "./costs.ts";
import type {
  LayerStep,
  Plan,
  PlanFormat,
  PlannedCopy,
  PlannedLayer,
  PlannedModel,
  PlanStep,
  StageStep,
} from "./plan.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { Rect } from "../plugin/contract.ts";
import type { PixelRect } from "../media/kernels.ts";

/** The parts of a plan that the steps are made from. */
interface Parts {
  readonly format: PlanFormat;
  readonly models: readonly PlannedModel[];
  readonly layers: readonly PlannedLayer[];
}

/** Converts a rectangle to whole pixels: its edges move outwards to even pixels within the frame. `null` for the whole frame. */
export function pixelRect(roi: Rect | null, { width, height }: Size): PixelRect | null {
  if (roi === null) return null;
  const down = (value: number): number => Math.max(0, Math.floor(value / 2 + 1e-9) * 2);
  const up = (value: number, most: number): number =>
    Math.min(most, Math.ceil(value / 2 - 1e-9) * 2);
  const x = down(roi.x * width);
  const y = down(roi.y * height);
  const right = Math.max(up((roi.x + roi.width) * width, width), Math.min(x + 2, width));
  const bottom = Math.max(up((roi.y + roi.height) * height, height), Math.min(y + 2, height));
  const whole = x === 0 && y === 0 && right === width && bottom === height;
  return whole ? null : { x, y, width: right - x, height: bottom - y };
}

/** The smallest rectangle that contains all others; `null` if one of them is the whole frame. */
function unionOf(rects: readonly (PixelRect | null)[]): PixelRect | null {
  const parts = rects.filter((rect) => rect !== null);
  if (parts.length === 0 || parts.length < rects.length) return null;
  const x = Math.min(...parts.map((rect) => rect.x));
  const y = Math.min(...parts.map((rect) => rect.y));
  const width = Math.max(...parts.map((rect) => rect.x + rect.width)) - x;
  const height = Math.max(...parts.map((rect) => rect.y + rect.height)) - y;
  return { x, y, width, height };
}

/** The steps that process the layers of a model after it has run. */
function layerSteps(model: PlannedModel, layers: readonly PlannedLayer[]): readonly LayerStep[] {
  const steps: LayerStep[] = [];
  const given = layers.filter(({ provider }) => provider === model.provider);
  for (const name of model.layers) {
    const forms = given.filter((layer) => layer.name === name);
    const [{ kind }] = forms;
    const refined = forms.some((form) => form.refined);
    // A layer is prepared once, and its transformed forms are made from the result.
    if (kind !== "mask") {
      if (model.sync !== "every-frame") steps.push({ op: "snapshot", layer: name });
    } else if (!refined || forms.some(({ native }) => native)) {
      steps.push({ op: "smooth", layer: name });
    }
    if (refined) steps.push({ op: "refine", layer: name });
    for (const { id, moved, ...form } of forms) {
      if (!moved) continue;
      if (form.native || form.upscaled && !form.refined) {
        steps.push({ op: "warp", layer: id, form: "native" });
      }
      if (form.refined) steps.push({ op: "warp", layer: id, form: "refined" });
    }
    for (const { id, upscaled } of forms) if (upscaled) steps.push({ op: "upscale", layer: id });
  }
  return steps;
}

/** The formats in which the picture is up to date, and the stage that keeps its buffer. */
interface PictureState {
  i420: boolean;
  rgba: boolean;
  /** The stage that keeps the buffer for its `past`; `null` if there is none. */
  keptBy: string | null;
}

function copyReason(
  stage: StageSpec,
  { keptBy, skippable, apart }: { keptBy: string | null; skippable: boolean; apart: boolean },
): string | null {
  if (stage.access === "read") return null;
  if (stage.format === "luma" && stage.access === "new") {
    return `${stage.id} writes only luma, so the chroma is copied`;
  }
  if (apart) return null;
  if (keptBy !== null) return `${keptBy} keeps the picture for its history`;
  return skippable ? `${stage.id} may be skipped when it fails` : null;
}

/** Makes the step of a stage, and decides whether it needs a copy of the picture or another buffer. */
function stageStep(
  stage: StageSpec,
  state: PictureState,
  { stages, size, layers, crop }: {
    stages: readonly StageSpec[];
    size: Size;
    layers: readonly PlannedLayer[];
    crop: PixelRect | null;
  },
): StageStep {
  const { id, access, format, sandboxed, history } = stage;
  const skippable = access !== "read" && isSkippable(stage, stages);
  const keptBy = history > 0 && !sandboxed ? id : state.keptBy;
  const guarded = keptBy !== null || skippable;
  // The result of a sandboxed stage is copied out of the sandbox anyway, so writing it to another buffer costs nothing extra.
  const free = sandboxed && crop === null && format !== "luma";
  const apart = access !== "read" &&
    (access === "new"
      ? format !== "luma"
      : guarded && (mayFillEither(access) && format !== "luma" || free));
  const reason = copyReason(stage, { keptBy, skippable, apart });
  const copy: PlannedCopy | null = reason === null
    ? null
    : { bytes: sizeOf(format === "rgba" ? "rgba" : "i420", size), reason };
  const sandbox = sandboxed
    ? sandboxBytes(stage, { size: crop ?? size, layers, ids: layerIds(stages) })
    : null;
  const direct = null; // composeDirectly() sets it for the last stage
  return {
    op: "stage",
    stage: id,
    access,
    format,
    crop,
    apart,
    copy,
    history,
    skippable,
    sandbox,
    direct,
  };
}

/** Makes the last stage compose into the sink's memory; `null` if the stage cannot do that or the sink does not allow it. */
function composeDirectly(
  steps: readonly PlanStep[],
  { output, direct }: PlanFormat,
): readonly PlanStep[] | null {
  const last = steps.at(-1);
  if (output === null || !direct || last?.op !== "stage" || last.access !== "compose") return null;
  if (last.sandbox || last.skippable) return null;
  return [...steps.slice(0, -1), { ...last, apart: false, copy: null, direct: output }];
}

function stageSteps(
  stages: readonly StageSpec[],
  { format, layers }: Parts,
  from: PixelRect | null,
): readonly PlanStep[] {
  const steps: PlanStep[] = [];
  const size = from ?? format;
  const state: PictureState = { i420: true, rgba: false, keptBy: null };
  for (const stage of stages) {
    const kind = stage.format === "rgba" ? "rgba" : "i420";
    if (!state[kind]) {
      steps.push({ op: "convert", to: kind });
      state[kind] = true;
      state.keptBy = null;
    }
    const crop = cropWithin(pixelRect(stage.roi, format), from);
    const step = stageStep(stage, state, { stages, size, layers, crop });
    steps.push(step);
    if (stage.access !== "read") {
      state.i420 = kind === "i420";
      state.rgba = kind === "rgba";
      state.keptBy = null;
    } else if (step.history > 0 && !stage.sandboxed) state.keptBy = stage.id;
  }
  if (!state.i420) steps.push({ op: "convert", to: "i420" });
  return steps;
}

/** Converts a part of the frame to coordinates of the unpacked part `from`; `null` if it is all of it. */
function cropWithin(crop: PixelRect | null, from: PixelRect | null): PixelRect | null {
  if (crop === null || from === null) return crop;
  const inside = { ...crop, x: crop.x - from.x, y: crop.y - from.y };
  const whole = inside.width === from.width && inside.height === from.height;
  return whole ? null : inside;
}

/** Makes all steps for the stages that run. */
export function planSteps(stages: readonly StageSpec[], parts: Parts): Plan["steps"] {
  const { format, models, layers } = parts;
  const { input, output } = format;
  const untouched = stages.every(({ access }) => access === "read");
  const passes = untouched && (output === null || output === input);
  if (passes && stages.length === 0) return output ? [{ op: "copyPacked", layout: output }] : [];

  const partial = passes && models.length === 0;
  const crop = partial ? unionOf(stages.map(({ roi }) => pixelRect(roi, format))) : null;
  const luma = partial && stages.every((stage) => stage.format === "luma");
  const last: readonly PlanStep[] = output === null
    ? []
    : passes
    ? [{ op: "copyPacked", layout: output }]
    : [{ op: "pack", to: output }];
  const made = stageSteps(stages, parts, crop);
  return [
    { op: "unpack", from: input, planes: luma ? "luma" : "i420", crop },
    ...models.flatMap((model): readonly PlanStep[] => [
      { op: "infer", provider: model.provider },
      ...layerSteps(model, layers),
    ]),
    ...composeDirectly(made, format) ?? [...made, ...last],
  ];
}
