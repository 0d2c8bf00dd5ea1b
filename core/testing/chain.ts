/**
 * Whole chains as Scrim runs them, on pictures and layers of a test's own: plan, buffers, conversions, every step between
 * the borders. No device, no model.
 *
 * @module
 */
import { buildPipeline } from "../pipeline/pipeline.ts";
import { defaultColor } from "../media/frame.ts";
import { inProcess } from "../plugin/in_process.ts";
import { FrameRunner } from "../pipeline/frame_runner.ts";
import type { LayerProvider } from "../layers/layers.ts";
import { LiveMask } from "../masks/mask_controls.ts";
import type { Plan } from "../planner/plan.ts";
import { plan as makePlan } from "../planner/planner.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import { makeStage, type Stage, stageId } from "../plugin/stage.ts";
import { Stats } from "../base/stats.ts";
import { systemClock } from "../base/clock.ts";
import { drawingOf, type LayerDrawing } from "./figure.ts";
import { drawnEngine, hostParts, providerOf, silent, type Workshop } from "./lab.ts";
import { bytesOf } from "./pixels.ts";

/** One use of a plugin. */
export interface Use {
  readonly plugin: FilterPlugin;
  /** Default: its defaults. */
  readonly options?: { readonly [name: string]: unknown };
}

/** A picture's size. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** A chain and what Scrim would do with it. */
interface PlannedChain {
  readonly stages: readonly Stage[];
  readonly provider: LayerProvider;
  readonly plan: Plan;
}

/** What a chain is shown. */
export interface Showing extends Size {
  /** I420, planes one after the other without padding. */
  readonly pictures: readonly Uint8Array[];
  /** Layers by name; those that are missing show a drawn figure. */
  readonly layers?: { readonly [name: string]: LayerDrawing };
  /** Run every stage, those too that the plan would leave out. Default false. */
  readonly everything?: boolean;
}

/** What came out. */
export interface Shown {
  /** One for each that went in. */
  readonly pictures: readonly Uint8Array[];
  readonly plan: Plan;
}

/** A stage as it would be planned if nothing were known of its effect. */
function unknowing({ answer }: Stage): StageSpec {
  const still = answer.identity ? { movesPixels: false, moved: null } : {};
  return { ...answer, ...still, identity: false, overwrites: null };
}

/**
 * Plans a chain for a model that gives every layer.
 *
 * @throws {ScrimError} as a run does that cannot start
 */
export async function planChain(
  uses: readonly Use[],
  { width, height, everything = false }: Size & Pick<Showing, "everything">,
): Promise<PlannedChain> {
  const stages: Stage[] = [];
  for (const { plugin, options = {} } of uses) {
    const id = stageId(plugin.name, stages);
    stages.push(await makeStage(inProcess(plugin.name, plugin), options, id));
  }
  const names = uses.flatMap(({ plugin }) => (plugin.layers ?? []).map(({ name }) => name));
  const provider = providerOf(names);
  const format = { width, height, fps: 30, input: "i420", output: "i420" } as const;
  const answers = stages.map((stage) => everything ? unknowing(stage) : stage.answer);
  return { stages, provider, plan: makePlan(answers, format, [provider]) };
}

/**
 * Runs a chain.
 *
 * @throws {ScrimError} as a run does that cannot start, or when a stage fails
 */
export async function showChain(
  workshop: Workshop,
  uses: readonly Use[],
  { width, height, pictures, layers = {}, everything = false }: Showing,
): Promise<Shown> {
  const { arena, kernels } = workshop;
  const { stages, provider, plan } = await planChain(uses, { width, height, everything });
  const stats = new Stats({ cpuMs: () => 0, rssBytes: () => 0 });
  const tools = { ...workshop, clock: systemClock, stats, log: silent };
  const pipeline = await buildPipeline({
    ...{ ...tools, plan, stages, providers: [provider], mask: new LiveMask() },
    host: hostParts(workshop, { width, height }),
    startEngine: (provider) =>
      Promise.resolve(
        drawnEngine(arena, provider, (shape) => layers[shape.name] ?? drawingOf(shape, "figure")),
      ),
  });
  await using _chain = pipeline.chain;
  const runner = new FrameRunner(pipeline, {
    ...{ kernels, clock: systemClock, stats, lastGood: () => null },
    begin: () => {
      throw new TypeError("this plan composes into its own frames");
    },
    onSkipped: (error) => {
      throw error;
    },
  });
  const captured = arena.packed("i420", { width, height, color: defaultColor(height) });
  const results: Uint8Array[] = [];
  for (const [sequence, picture] of pictures.entries()) {
    captured.data.set(picture);
    runner.take(captured, sequence, sequence * 1000 / 30);
    const frame = await runner.run();
    const passes = plan.steps.every(({ op }) => op !== "pack");
    results.push(frame && !passes ? bytesOf(frame) : picture);
  }
  return { pictures: results, plan };
}
