/**
 * Options that change nothing in a run: the user asked for something and does not get it.
 *
 * @module
 */
import type { RunOptions } from "./run_options.ts";
import { LiveMask } from "../masks/mask_controls.ts";
import type { Plan } from "../planner/plan.ts";

/** What decides whether they do. */
export interface Uses {
  readonly plan: Pick<Plan, "models" | "layers">;
  /** The model that `--model` named, as the planner calls it. */
  readonly model: string | null;
  /** The input is a camera, which can be closed. */
  readonly camera: boolean;
  /** Local files that plugins are made of. */
  readonly files: number;
}

/** A line for each option that was given in vain. */
export function unusedOptions(
  options: RunOptions,
  { plan: { models, layers }, model, camera, files }: Uses,
): readonly string[] {
  const vain = (flag: string, why: string): string => `--${flag} changes nothing: ${why}`;
  const lines: string[] = [];
  if (options.model !== undefined && !models.some(({ provider }) => provider === model)) {
    lines.push(vain("model", "no filter wants what this model gives"));
  }
  if (models.length === 0) {
    const pace = {
      quality: options.quality,
      "mask-sync": options.maskSync,
      "mask-every": options.maskEvery,
    };
    for (const [flag, value] of Object.entries(pace)) {
      if (value !== undefined) lines.push(vain(flag, "no filter wants a model"));
    }
  }
  // Without refining, masks still have a threshold and a softness.
  const refined = layers.some((layer) => layer.refined);
  const masks = layers.some(({ kind }) => kind === "mask");
  const given = options.mask === undefined || options.mask instanceof LiveMask ? {} : options.mask;
  for (const [name, value] of Object.entries(given)) {
    const soft = name === "threshold" || name === "softness" || name === "refine";
    if (value === undefined || refined || (soft && masks)) continue;
    lines.push(
      vain(`mask-${name}`, masks ? "no filter uses a refined mask" : "no filter uses a mask"),
    );
  }
  if (options.watch && files === 0) lines.push(vain("watch", "no filter is a local file"));
  if (options.alwaysOn && !camera) lines.push(vain("always-on", "the input is no camera"));
  if (options.buffers !== undefined && !camera) {
    lines.push(vain("buffers", "the input is no camera"));
  }
  return lines;
}
