/**
 * A plan made ready to run: models started, buffers made, plugins initialised. A new plan is assembled beside the old one
 * and takes its place between two frames.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { Chain } from "./stage_runner.ts";
import { ScrimError } from "../base/errors.ts";
import type { HostParts } from "../plugin/host.ts";
import { LayerStore } from "./layer_store.ts";
import type { LayerProvider } from "../layers/layers.ts";
import type { LiveMask } from "../masks/mask_controls.ts";
import { ModelRunner } from "../models/model_runner.ts";
import { Pictures } from "./buffer_pool.ts";
import type { LayerStep, Plan } from "../planner/plan.ts";
import type { LayerView } from "../plugin/contract.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { LayerEngine } from "../layers/engine.ts";
import type { Kernels } from "../media/kernels.ts";
import type { Stage } from "../plugin/stage.ts";
import type { Histogram, Stats } from "../base/stats.ts";

/** A step on a layer and what it took. */
export interface TimedStep {
  readonly step: LayerStep;
  readonly times: Histogram;
}

/** A model with the steps that follow its run. */
export interface ModelWork {
  readonly runner: ModelRunner;
  readonly steps: readonly TimedStep[];
}

/** What an pipeline is made from. */
export interface PipelineParts {
  readonly plan: Plan;
  readonly stages: readonly Stage[];
  readonly providers: readonly LayerProvider[];
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly clock: Clock;
  readonly stats: Stats;
  readonly log: Log;
  readonly host: HostParts;
  /** How masks become mattes. */
  readonly mask: LiveMask;
  /** Starts a model for some of its layers. Those that run already are handed over by who owns them. */
  startEngine(provider: LayerProvider, layers: readonly string[]): Promise<LayerEngine>;
}

/** Everything that the loop needs to execute one plan. */
export interface Pipeline {
  readonly plan: Plan;
  readonly models: readonly ModelWork[];
  readonly layers: LayerStore;
  /** The layers of each stage, by stage id and name. */
  readonly views: ReadonlyMap<string, { readonly [name: string]: LayerView }>;
  readonly pictures: Pictures;
  readonly chain: Chain;
}

function modelWork(
  plan: Plan,
  engines: ReadonlyMap<string, LayerEngine>,
  { kernels, clock, stats, arena, log }: PipelineParts,
): readonly ModelWork[] {
  const { fps, live = true } = plan.format;
  const tools = { kernels, clock, stats, arena, log, fps, live };
  return plan.models.map((model) => {
    const engine = engines.get(model.provider);
    if (!engine) {
      throw new ScrimError(`Cannot run model "${model.provider}": not started`, { code: "MODEL" });
    }
    const own = new Set<string>();
    for (const { id, name, provider } of plan.layers) {
      if (provider === model.provider) own.add(id).add(name);
    }
    const steps = plan.steps.flatMap((step): TimedStep[] =>
      "layer" in step && own.has(step.layer)
        ? [{ step, times: stats.stage(`${step.op}:${step.layer}`) }]
        : []
    );
    return { runner: new ModelRunner(model, engine, tools), steps };
  });
}

async function startEngines(
  { plan, providers, startEngine }: PipelineParts,
): Promise<ReadonlyMap<string, LayerEngine>> {
  const engines = new Map<string, LayerEngine>();
  for (const model of plan.models) {
    const provider = providers.find(({ id }) => id === model.provider);
    if (!provider) {
      throw new ScrimError(`Cannot start model "${model.provider}": unknown`, { code: "MODEL" });
    }
    engines.set(provider.id, await startEngine(provider, model.layers));
  }
  return engines;
}

/** Memory and models of a plan. */
async function allocate(
  parts: PipelineParts,
): Promise<Pick<Pipeline, "models" | "layers" | "views" | "pictures">> {
  const { plan, arena, kernels, mask, host } = parts;
  const engines = await startEngines(parts);
  const layers = new LayerStore(plan, { engines, arena, kernels, mask });
  return {
    layers,
    views: layers.viewsFor(plan),
    pictures: new Pictures(plan, { arena, color: host.format.color }),
    models: modelWork(plan, engines, parts),
  };
}

/**
 * Starts what a plan names.
 *
 * @param before runs now; where the plan is the same one, memory, models and the stages that are in both are shared
 * @throws {ScrimError} naming the model or plugin that could not be started; plugins that were started are disposed
 */
export async function buildPipeline(
  parts: PipelineParts,
  before: Pipeline | null = null,
): Promise<Pipeline> {
  const { plan, stages, log, host } = parts;
  const same = before && JSON.stringify(before.plan) === JSON.stringify(plan) ? before : null;
  const { models, layers, views, pictures } = same ?? await allocate(parts);
  const chain = await Chain.init(
    { stages, plan, layers: views, host },
    (error) => log.warn(error.message),
    same?.chain ?? null,
  );
  return { plan, models, layers, views, pictures, chain };
}
