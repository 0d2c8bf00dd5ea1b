/**
 * Formats a plan as text.
 *
 * @module
 */
import { mayFillEither } from "../plugin/frame_access.ts";
import type { Plan, PlannedModel, PlanStep, StageStep } from "./plan.ts";
import type { PixelRect } from "../media/kernels.ts";

const ACCESS_TEXT = {
  read: "reads",
  "in-place": "rewrites",
  new: "writes a new picture from",
  either: "rewrites",
  compose: "rewrites",
} as const;
const SYNC_TEXT = {
  "every-frame": [],
  "on-motion": [],
  adaptive: ["frames wait while the model keeps up with them"],
  throttled: ["frames do not wait"],
} as const satisfies { readonly [sync in PlannedModel["sync"]]: readonly string[] };
const FORMAT_TEXT = { i420: "the frame", luma: "luma", rgba: "RGBA" } as const;

const rectText = ({ x, y, width, height }: PixelRect): string => `${width}x${height} at ${x},${y}`;

/** Formats bytes as kibibytes. */
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KiB`;

function stageText(step: StageStep, plan: Plan): string {
  const stage = plan.stages.find(({ id }) => id === step.stage);
  const needs = stage?.layers.map(({ name, size, age }) => {
    const layer = plan.layers.find((candidate) => candidate.name === name);
    const words = [
      ...(layer?.kind === "points" ? [] : [`${size ?? "frame"} size`]),
      ...(typeof age === "number" ? [`at most ${age} ms old`] : age === "exact" ? ["exact"] : []),
      ...(layer?.approximate ? ["approximate"] : []),
    ];
    return words.length ? `${name} (${words.join(", ")})` : name;
  }) ?? [];
  const look = mayFillEither(step.access) && step.apart
    ? ACCESS_TEXT.new
    : ACCESS_TEXT[step.access];
  return [
    step.direct
      ? `${step.stage}: composes directly into the output's memory, as ${step.direct}`
      : `${step.stage}: ${look} ${FORMAT_TEXT[step.format]}`,
    ...(step.crop ? [`only ${rectText(step.crop)}`] : []),
    needs.length ? `needs ${needs.join(", ")}` : "needs no layer",
    ...(step.history ? [`keeps ${step.history} earlier pictures`] : []),
    ...(step.skippable ? ["skipped when it fails"] : []),
    ...(step.copy ? [`copy of ${kib(step.copy.bytes)}: ${step.copy.reason}`] : []),
    ...(step.sandbox
      ? [`in the sandbox: ${kib(step.sandbox.in)} in, ${kib(step.sandbox.out)} out`]
      : []),
  ].join("; ");
}

function inferText(model: PlannedModel | undefined, provider: string): string {
  if (!model) return provider;
  const { width, height, layers, everyFrames, gated, sync } = model;
  return [
    `sample to ${width}x${height} rgba, model ${provider} -> ${layers.join(", ")}`,
    ...(everyFrames > 1 ? [`every ${everyFrames} frames`] : []),
    ...(gated ? ["only when something moved"] : []),
    ...SYNC_TEXT[sync],
  ].join(", ");
}

function stepText(step: PlanStep, plan: Plan): string {
  switch (step.op) {
    case "copyPacked":
      return `copy      ${step.layout} bytes, unchanged`;
    case "unpack": {
      const planes = step.planes === "luma" ? "luma only" : "i420";
      return `unpack    ${step.from} -> ${planes}` +
        (step.crop ? `, only ${rectText(step.crop)}` : "");
    }
    case "infer": {
      const model = plan.models.find(({ provider }) => provider === step.provider);
      return `infer     ${inferText(model, step.provider)}`;
    }
    case "snapshot":
      return `snapshot  ${step.layer}, because the model may write it again`;
    case "smooth":
      return `smooth    ${step.layer}`;
    case "refine":
      return `refine    ${step.layer} -> ${plan.format.width}x${plan.format.height}, along the picture's edges`;
    case "warp":
      return `warp      ${step.layer}: transformed like the picture`;
    case "upscale":
      return `upscale   ${step.layer} -> ${plan.format.width}x${plan.format.height}`;
    case "convert":
      return step.to === "rgba" ? "convert   i420 -> rgba" : "convert   rgba -> i420";
    case "stage":
      return `stage     ${stageText(step, plan)}`;
    case "pack":
      return `pack      i420 -> ${step.to}`;
  }
}

/** Formats a count, rounded to 3 decimals. */
const times = (count: number): string => String(Math.round(count * 1000) / 1000);

/** Formats a plan as several lines of text, for `--explain`. */
export function explainPlan(plan: Plan): string {
  const { format, steps, dropped, models, buffers, perFrame } = plan;
  const { inferences, bytesRead, bytesWritten, bytesCopied } = perFrame;
  const out = format.output === null ? "nothing out" : `${format.output} out`;
  const outputs = models.map(({ provider, layers, offers }) =>
    `${provider}: ${layers.length} of ${offers} ${offers === 1 ? "layer" : "layers"}`
  );
  return [
    `Picture  ${format.width}x${format.height} at ${format.fps} fps, ${format.input} in, ${out}`,
    `Models   ${outputs.join(", ") || "none"}`,
    steps.length ? "Steps, every frame:" : "Steps, every frame: none",
    ...steps.map((step, index) => `  ${index + 1}. ${stepText(step, plan)}`),
    ...(dropped.length ? ["Left out:"] : []),
    ...dropped.map(({ stage, reason }) => `  - ${stage}: ${reason}`),
    buffers.length ? "Buffers, allocated once:" : "Buffers: none",
    ...buffers.map(({ purpose, count, bytes }) => `  - ${count} x ${kib(bytes)}  ${purpose}`),
    `Per frame${models.some(({ gated }) => gated) ? ", at most" : ""}: inferences ${
      times(inferences)
    }; Scrim's own steps read ${kib(bytesRead)}, ` +
    `write ${kib(bytesWritten)}, copy ${kib(bytesCopied)} unchanged`,
  ].join("\n");
}
