/**
 * From declared needs to a plan. Pure: no I/O, no clock, no plugin code.
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
 * @param chain the stages in order, with what `narrow()` answered
 * @param format what comes in and what goes out
 * @param providers the models that could give layers
 * @param pace when models run for layers that need only be valid
 * @param masks `plainMasks`: they are only smoothed, so that nobody needs them at frame size but who asks for that
 * @throws {ScrimError} `USAGE` when a need cannot be met: naming plugin, layer and the layers that exist
 */
export function plan(
  chain: readonly StageSpec[],
  format: PlanFormat,
  providers: readonly LayerProvider[],
  pace: SyncPolicy = DEFAULT_SYNC_POLICY,
  masks: { readonly plainMasks?: boolean } = {},
): Plan {
  checkNeeds(chain, providers);
  const { stages, dropped } = liveStages(chain);
  const { models, layers } = planModels(stages, { ...masks, providers, format, pace });
  const steps = planSteps(stages, { format, models, layers });
  const parts = { format, stages, dropped, models, layers, steps };
  return {
    ...parts,
    models: models.map((model) => ({ ...model, perRun: runCost(model, parts) })),
    buffers: planBuffers(parts),
    perFrame: costOf(parts),
  };
}
