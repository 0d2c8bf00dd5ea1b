/** A whole run with scripted parts, on a fake clock: what a sink was shown, whatever failed on the way. */
import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { buildPipeline, type Pipeline } from "../../../core/pipeline/pipeline.ts";
import { checkPlugin } from "../../../core/plugin/validate_plugin.ts";
import { inProcess } from "../../../core/plugin/in_process.ts";
import type { Plane } from "../../../core/media/frame.ts";
import { Loop } from "../../../core/pipeline/loop.ts";
import type { SyncPolicy } from "../../../core/planner/sync_policy.ts";
import { LiveMask } from "../../../core/masks/mask_controls.ts";
import type { Plan } from "../../../core/planner/plan.ts";
import { plan as makePlan } from "../../../core/planner/planner.ts";
import type { FilterPlugin } from "../../../core/plugin.ts";
import { SafeOutput } from "../../../core/pipeline/safe_output.ts";
import { makeStage, type Stage, stageId } from "../../../core/plugin/stage.ts";
import { Stats } from "../../../core/base/stats.ts";
import { FakeClock } from "../../fake_clock.ts";
import {
  COLOR,
  copyingKernels,
  HEIGHT,
  MemoryLog,
  noMeter,
  RecordingSink,
  scriptedEngine,
  type ScriptedSource,
  scriptedSource,
  WIDTH,
} from "../../fakes.ts";

export const RAW = 200;
export const SLATE = 33;

const EVERY_FRAME: SyncPolicy = { sync: "every-frame", maskEvery: null };

export interface Scene {
  plugins: readonly FilterPlugin[];
  source?: Partial<ScriptedSource>;
  infer?: (call: number, mask: Plane) => Promise<void>;
  stopAfterMs?: number;
  /** Default: one of its own. */
  clock?: FakeClock;
  live?: boolean;
  sinkFailsAt?: number;
  /** Filters that compose do it straight in the sink's memory. Default false. */
  direct?: boolean;
  /** Default: the model runs for every frame, whose pictures are all alike. */
  pace?: SyncPolicy;
  /** May the camera's own picture be seen? Default: never. */
  mayShowRaw?: boolean;
  /** Another chain takes over when this frame comes out. */
  swap?: { afterFrames: number; plugins: readonly FilterPlugin[] };
}

export interface Played {
  shown: RecordingSink["shown"];
  values: number[];
  stats: Stats;
  log: MemoryLog;
  failing: boolean;
  lent: number;
  inferences: number;
  plan: Plan;
}

const PROVIDERS = [{
  id: "fake",
  model: "landscape",
  input: { width: 4, height: 4 },
  layers: [{ name: "person", kind: "mask", width: 4, height: 4 }],
  costMs: 1,
}] as const;

async function stagesOf(plugins: readonly FilterPlugin[]): Promise<readonly Stage[]> {
  const stages: Stage[] = [];
  for (const plugin of plugins) {
    const handle = inProcess(plugin.name, checkPlugin(plugin.name, plugin));
    stages.push(await makeStage(handle, {}, stageId(plugin.name, stages)));
  }
  return stages;
}

export async function play(scene: Scene): Promise<Played> {
  const arena = new Arena();
  const kernels = copyingKernels();
  const stats = new Stats(noMeter);
  const log = new MemoryLog();
  const { clock = new FakeClock() } = scene;
  const sink = new RecordingSink({ live: scene.live ?? true, clock });
  sink.failAt = scene.sinkFailsAt ?? Infinity;
  const stopper = new AbortController();
  const { signal } = stopper;
  const script = { frames: 20, luma: () => RAW, ...scene.source };
  await using source = scriptedSource(arena, script, clock);
  const fps = source.info.fps;
  const size = { width: WIDTH, height: HEIGHT };
  const { direct = false } = scene;
  const format = { ...size, fps, input: "i420", output: "i420", direct } as const;
  await using engine = scriptedEngine(arena, scene.infer ?? (() => Promise.resolve()));
  const slate = arena.frame(WIDTH, HEIGHT, COLOR);
  slate.y.data.fill(SLATE);
  using output = new SafeOutput({
    ...{ sink, preview: null, kernels, slate, stats, clock, fps },
    onSinkFailure: (error) => stopper.abort(error),
  });
  output.keepAlive();
  const assembleFor = async (
    plugins: readonly FilterPlugin[],
    before: Pipeline | null = null,
  ): Promise<Pipeline> => {
    const stages = await stagesOf(plugins);
    const answers = stages.map(({ answer }) => answer);
    const plan = makePlan(answers, format, PROVIDERS, scene.pace ?? EVERY_FRAME);
    return await buildPipeline({
      ...{ plan, stages, providers: PROVIDERS, arena, kernels, clock, stats, log },
      mask: new LiveMask(),
      host: {
        ...{ arena, kernels, log, signal },
        format: { width: WIDTH, height: HEIGHT, fps, color: COLOR },
        readImage: () => Promise.reject(new Error("no images here")),
        readFile: () => Promise.reject(new Error("no files here")),
      },
      startEngine: () => Promise.resolve(engine),
    }, before);
  };
  const pipeline = await assembleFor(scene.plugins);
  const loop = new Loop({
    ...{ pipeline, source, output, kernels, stats, clock, log, signal },
    limit: Infinity,
    paced: false,
    began: clock.now(),
  });
  const endStop = clock.after(scene.stopAfterMs ?? 10_000, () => stopper.abort());
  try {
    const swapped = scene.swap
      ? swapDuring(loop, scene.swap, { stats, assembleFor, clock, log })
      : Promise.resolve();
    await clock.drive(Promise.all([loop.run(), swapped]));
  } finally {
    endStop();
    await loop.pipeline.chain[Symbol.asyncDispose]();
  }
  for (const { luma } of sink.shown) {
    assert.equal(luma.length, 1, `a half-finished picture was shown: ${luma}`);
    if (!scene.mayShowRaw) assert.notEqual(luma[0], RAW, "the raw camera was shown");
  }
  const values = sink.shown.map(({ luma }) => luma[0]);
  const { shown } = sink;
  const { inferences } = engine;
  const { plan } = loop.pipeline;
  return {
    ...{ shown, values, stats, log, inferences, plan },
    failing: output.failing,
    lent: source.lent,
  };
}

/** Puts another chain in after some frames, without stopping. */
async function swapDuring(
  loop: Loop,
  { afterFrames, plugins }: NonNullable<Scene["swap"]>,
  { stats, assembleFor, clock, log }: {
    stats: Stats;
    clock: FakeClock;
    assembleFor: (plugins: readonly FilterPlugin[], before: Pipeline) => Promise<Pipeline>;
    log: MemoryLog;
  },
): Promise<void> {
  while (stats.framesOut < afterFrames) await clock.sleep(1);
  const before = loop.pipeline;
  const next = await assembleFor(plugins, before);
  try {
    await loop.swap(next);
    await before.chain.retire(next.chain);
  } catch (error) {
    log.warn(`kept the old one: ${(error as Error).message}`);
    await next.chain.retire(before.chain);
  }
}
