/**
 * A plan in words.
 *
 * @module
 */
import type { Plan, PlanStep } from "./plan.ts";

const LOOKS: Readonly<Record<string, string>> = {
  read: "only looks",
  "in-place": "rewrites the frame",
  new: "fills a new frame",
  either: "rewrites the frame",
};

function stepText(step: PlanStep, plan: Plan): string {
  switch (step.op) {
    case "transfer":
      return `transfer  ${step.layout} bytes, untouched`;
    case "unpack":
      return `unpack    ${step.from} -> i420`;
    case "infer": {
      const model = plan.models.find(({ provider }) => provider === step.provider);
      const shape = `${model?.width}x${model?.height}`;
      return `infer     sample to ${shape} rgba, model ${step.provider} -> ${
        model?.layers.join(", ")
      }`;
    }
    case "soften":
      return `soften    ${step.layer}`;
    case "enlarge":
      return `enlarge   ${step.layer} -> ${plan.format.width}x${plan.format.height}`;
    case "stage": {
      const stage = plan.stages.find(({ id }) => id === step.stage);
      const needs = stage?.layers.map(({ name, size }) => `${name} (${size ?? "frame"} size)`);
      return `stage     ${step.stage}: ${LOOKS[step.access]}` +
        (needs?.length ? `, needs ${needs.join(", ")}` : ", needs no layer");
    }
    case "pack":
      return `pack      i420 -> ${step.to}`;
  }
}

/** Kibibytes for people. */
const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;

/** The plan as text of several lines, for `--explain`. */
export function explainPlan(plan: Plan): string {
  const { format, steps, dropped, models, buffers, perFrame } = plan;
  return [
    `Picture  ${format.width}x${format.height} at ${format.fps} fps, ${format.input} in, ${format.output} out`,
    `Models   ${models.map(({ provider }) => provider).join(", ") || "none"}`,
    "Steps, every frame:",
    ...steps.map((step, index) => `  ${index + 1}. ${stepText(step, plan)}`),
    ...(dropped.length ? ["Left out:"] : []),
    ...dropped.map(({ stage, reason }) => `  - ${stage}: ${reason}`),
    "Buffers, made once:",
    ...buffers.map(({ purpose, count, bytes }) => `  - ${count} x ${kib(bytes)}  ${purpose}`),
    `Per frame: inferences ${perFrame.inferences}, ${kib(perFrame.bytesCopied)} copied unchanged`,
  ].join("\n");
}
