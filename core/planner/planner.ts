/**
 * Makes a plan from what plugins declare. Pure: it does no I/O, reads no clock and runs no plugin code.
 *
 * @module
 */
import type { LayerProvider } from "../layers/layers.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import { planBuffers } from "./buffers.ts";
import { costOf, runCost } from "./costs.ts";
import { checkNeeds, planModels } from "./models.ts";
import type { Plan, PlanFormat } from "./plan.ts";
import { liveStages } from "./prune.ts";
import { planSteps } from "./steps.ts";
import { DEFAULT_SYNC_POLICY, type SyncPolicy } from "./sync_policy.ts";

/**
 * Plans a chain.
 *
 * @param chain the stages in order, each with the result of `narrow()`
 * @param format the format of the input and of the output
 * @param providers the models that can give layers
 * @param policy when models run for needs of age `valid`
 * @param masks `plainMasks`: masks are smoothed but not refined, so that they stay at the model's size unless a stage asks for
 * frame size
 * @throws {ScrimError} `USAGE` when a need cannot be met, naming the plugin, the layer and the layers that exist
 */
export function plan(
  chain: readonly StageSpec[],
  format: PlanFormat,
  providers: readonly LayerProvider[],
  policy: SyncPolicy = DEFAULT_SYNC_POLICY,
  masks: { readonly plainMasks?: boolean } = {},
): Plan {
  checkNeeds(chain, providers);
  const { stages, dropped } = liveStages(chain);
  const { models, layers } = planModels(stages, { ...masks, providers, format, policy });
  const steps = planSteps(stages, { format, models, layers });
  const parts = { format, stages, dropped, models, layers, steps };
  return {
    ...parts,
    models: models.map((model) => ({ ...model, perRun: runCost(model, parts) })),
    buffers: planBuffers(parts),
    perFrame: costOf(parts),
  };
}
