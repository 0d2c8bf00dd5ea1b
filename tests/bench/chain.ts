/**
 * The real loop on prepared frames with the masks given: everything between camera bytes and virtual camera bytes but
 * inference.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { buildPipeline, type Pipeline } from "../../core/pipeline/pipeline.ts";
import { checkPlugin } from "../../core/plugin/validate_plugin.ts";
import type { Packed, SourceLayout } from "../../core/media/frame.ts";
import { inProcess } from "../../core/plugin/in_process.ts";
import type { LayerProvider } from "../../core/layers/layers.ts";
import { LiveMask, type MaskOptions } from "../../core/masks/mask_controls.ts";
import { DEFAULT_SYNC_POLICY } from "../../core/planner/sync_policy.ts";
import { Loop } from "../../core/pipeline/loop.ts";
import { plan as makePlan } from "../../core/planner/planner.ts";
import type { LayerEngine } from "../../core/layers/engine.ts";
import type { Kernels } from "../../core/media/kernels.ts";
import type { Captured, FrameSource } from "../../core/media/source.ts";
import { providersFor } from "../../core/layers/providers.ts";
import { SafeOutput } from "../../core/pipeline/safe_output.ts";
import { makeStage, type Stage } from "../../core/plugin/stage.ts";
import { Stats } from "../../core/base/stats.ts";
import { systemClock } from "../../core/base/clock.ts";
import { systemMeter } from "../../core/base/process_meter.ts";
import { builtinPlugins } from "../../plugins/mod.ts";
import { type BuildName, openBuild } from "./builds.ts";
import { MODEL } from "./frames.ts";
import { QUIET } from "./quiet.ts";
import { RingSink } from "./ring_sink.ts";

/** A picture and the mask that a model would find in it. */
export interface MaskedFrame {
  readonly picture: Packed;
  readonly mask: Uint8Array;
}

const FPS = 30;

/** A chain that is ready to run. */
export interface ChainAtWork {
  /** Takes so many frames through it and gives the milliseconds of each. */
  run(count: number): Promise<readonly number[]>;
  /** What was published last; overwritten by one of the next. */
  readonly published: Packed | null;
  /** How often a mask was asked for so far. */
  readonly inferences: number;
}

/** What the parts of one chain share. */
interface Stand {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly frames: readonly MaskedFrame[];
  /** The number of the frame at work. */
  at: number;
  /** When the loop asked for it. */
  askedMs: number;
}

function sourceOf(stand: Stand): FrameSource {
  const { arena, frames } = stand;
  const [{ picture: { width, height, color } }] = frames;
  const layout = frames[0].picture.layout as SourceLayout;
  const lent = frames.map(({ picture }): Captured & { sequence: number; timestampMs: number } => {
    const copy = arena.packed(layout, { width, height, color });
    copy.data.set(picture.data);
    return { sequence: 0, timestampMs: 0, picture: copy, release: () => {} };
  });
  return {
    info: { description: "prepared", width, height, fps: FPS, layout, color, live: false },
    dropped: 0,
    next: () => {
      const frame = lent[++stand.at % lent.length];
      frame.sequence = stand.at;
      frame.timestampMs = stand.askedMs = performance.now();
      return Promise.resolve(frame);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Gives the masks that were prepared, in no time. */
function engineOf(stand: Stand): LayerEngine {
  const { arena, frames } = stand;
  const mask = arena.plane(MODEL.width, MODEL.height);
  const engine = {
    input: arena.packed("rgba", { ...MODEL, color: { matrix: "bt601", range: "full" } }),
    layers: new Map([["person", mask]]),
    busy: false,
    inferences: 0,
    bytesCopied: 0,
    infer: () => {
      mask.data.set(frames[stand.at % frames.length].mask);
      engine.inferences++;
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return engine;
}

/** Masks as the model gives them, upscaled and no more, and edges as they are: what peers do. */
const PLAIN: Quality = { mask: { refine: false, smoothing: 0 }, options: { decontaminate: false } };

async function stagesOf(
  names: readonly string[],
  { options = {} }: Quality,
): Promise<readonly Stage[]> {
  return await Promise.all(names.map(async (name) => {
    const { default: plugin } = await builtinPlugins[name]();
    const known = Object.entries(options).filter(([option]) => option in (plugin.options ?? {}));
    const given = Object.fromEntries(known);
    return await makeStage(inProcess(name, checkPlugin(name, plugin)), given, name);
  }));
}

/** What is done for the outline. Default: what users get. */
interface Quality {
  readonly mask?: Partial<MaskOptions>;
  /** Of those plugins that have them. */
  readonly options?: { readonly [name: string]: unknown };
}

async function assembleFor(
  { stand, stages, stats, engine, mask }: {
    stand: Stand;
    stages: readonly Stage[];
    stats: Stats;
    engine: LayerEngine;
    mask: LiveMask;
  },
): Promise<Pipeline> {
  const { arena, kernels, frames } = stand;
  const [{ picture: { width, height, color } }] = frames;
  const layout = frames[0].picture.layout as SourceLayout;
  const providers: readonly LayerProvider[] = providersFor({ width, height });
  const format = { width, height, fps: FPS, input: layout, output: layout, direct: true };
  return await buildPipeline({
    ...{ stages, providers, arena, kernels, clock: systemClock, stats, log: QUIET },
    mask,
    plan: makePlan(stages.map(({ answer }) => answer), format, providers, DEFAULT_SYNC_POLICY, {
      plainMasks: mask.plain,
    }),
    host: {
      ...{ arena, kernels, log: QUIET, signal: new AbortController().signal },
      format: { width, height, fps: FPS, color },
      readImage: () => Promise.reject(new Error("no images here")),
      readFile: () => Promise.reject(new Error("no files here")),
    },
    startEngine: () => Promise.resolve(engine),
  });
}

/**
 * A chain of built-in filters, ready to run.
 *
 * @param frames shown again and again
 */
export async function openChain(
  plugins: readonly string[],
  { frames, build, plain = false }: {
    frames: readonly MaskedFrame[];
    build: BuildName;
    /** No more is done for the outline than peers do. Default false. */
    plain?: boolean;
  },
): Promise<ChainAtWork> {
  const arena = new Arena();
  const kernels = await openBuild(build, arena);
  const stand: Stand = { arena, kernels, frames, at: 0, askedMs: 0 };
  const stats = new Stats(systemMeter);
  const engine = engineOf(stand);
  const quality = plain ? PLAIN : {};
  const stages = await stagesOf(plugins, quality);
  const mask = new LiveMask(quality.mask);
  const pipeline = await assembleFor({ stand, stages, stats, engine, mask });
  const took: number[] = [];
  const committed = (): void => void took.push(performance.now() - stand.askedMs);
  const sink = new RingSink(frames[0].picture, { arena, live: false, committed });
  const source = sourceOf(stand);
  const signal = new AbortController().signal;
  const output = new SafeOutput({
    ...{ sink, preview: null, slate: null, fps: FPS },
    ...{ kernels, stats, clock: systemClock, onSinkFailure: () => {} },
  });
  return {
    run: async (count) => {
      took.length = 0;
      const limit = stats.framesIn + count;
      const loop = new Loop({
        ...{ pipeline, source, output, kernels, stats, clock: systemClock, log: QUIET, signal },
        ...{ limit, paced: false, began: performance.now() },
      });
      await loop.run();
      return took.slice();
    },
    get published() {
      return sink.published;
    },
    get inferences() {
      return engine.inferences;
    },
  };
}
