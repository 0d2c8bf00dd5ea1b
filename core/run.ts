/**
 * One run from options to summary: prepare, start, loop, close.
 *
 * @module
 */
import { Chain } from "./chain.ts";
import type { RunOptions } from "./config.ts";
import { ScrimError } from "./errors.ts";
import type { Arena } from "./arena.ts";
import { MASK_EDGE } from "./layers.ts";
import { makeHost } from "./host.ts";
import { spawnWorker, startEngine } from "./infer/engine.ts";
import { readCover } from "./io/cover.ts";
import { openPreview } from "./io/preview/preview.ts";
import { type LayerPlanes, type LoopParts, runLoop } from "./loop.ts";
import { openOutput } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import type { LayerView } from "./plugin.ts";
import type { Edge, FrameSink, LayerEngine, Log } from "./ports.ts";
import { planFor, type Platform, prepare, type Prepared, wantedLayout } from "./prepare.ts";
import { SafeOutput } from "./safety.ts";
import { drawSlate } from "./slate.ts";
import { Stats, type Summary } from "./stats.ts";

/** What every part of one run shares. */
interface Session {
  readonly options: RunOptions;
  readonly platform: Platform;
  readonly prepared: Prepared;
  readonly log: Log;
  readonly stats: Stats;
  /** Closes everything, last opened first. */
  readonly stack: AsyncDisposableStack;
  /** The caller's wish to stop, or a sink that broke. */
  readonly signal: AbortSignal;
  readonly onSinkFailure: (error: unknown) => void;
}

async function openSinks(
  session: Session,
): Promise<{ sink: FrameSink; output: SafeOutput; plan: Plan }> {
  const { options, platform: { clock }, prepared, log, stack, stats, onSinkFailure } = session;
  const { arena, devices, source, target, kernels } = prepared;
  const { width, height, fps, color } = source.info;
  const port = options.preview ?? 0;
  const tools = { arena, log, clock, devices, source: source.info, port };
  const layout = wantedLayout(prepared);
  const sink = stack.use(await openOutput(target, { ...tools, layout }));
  const plan = planFor(prepared, sink.info.layout);

  const slate = arena.frame(width, height, color);
  drawSlate(slate);
  const beside = options.preview !== undefined && target.kind !== "preview";
  const page = beside ? openPreview({ width, height, fps, color, arena, log, port }) : null;
  const preview = page && {
    sink: stack.use(page),
    scratch: arena.frame(width, height, color),
  };
  if (page) log.info(`Preview: ${page.url}`);
  const output = new SafeOutput({
    ...{ sink, preview, kernels, slate, stats, clock, fps, onSinkFailure },
  });
  return { sink, output: stack.use(output), plan };
}

async function startEngines(
  { prepared, log, signal, stack }: Session,
  plan: Plan,
): Promise<ReadonlyMap<string, LayerEngine>> {
  const engines = new Map<string, LayerEngine>();
  let warm = prepared.worker;
  const spawn = (): Worker => {
    const worker = warm ?? spawnWorker();
    warm = null;
    return worker;
  };
  for (const model of plan.models) {
    const provider = prepared.providers.find(({ id }) => id === model.provider);
    if (!provider) {
      throw new ScrimError(`Cannot start model "${model.provider}"`, { code: "MODEL" });
    }
    const { arena } = prepared;
    const engine = await startEngine(provider.model, { arena, log, signal, spawn });
    engines.set(provider.id, stack.use(engine));
  }
  return engines;
}

/** A layer of frame size has its edge already. */
const WHOLE: Edge = { low: 0, high: 255 };

/** Memory for every planned layer, beside what the engines give. */
function makeLayers(
  engines: ReadonlyMap<string, LayerEngine>,
  { models, steps, format: { width, height } }: Plan,
  arena: Arena,
): ReadonlyMap<string, LayerPlanes> {
  const layers = new Map<string, LayerPlanes>();
  for (const model of models) {
    for (const name of model.layers) {
      const given = engines.get(model.provider)?.layers.get(name);
      if (!given) {
        throw new ScrimError(`Model "${model.provider}" lacks "${name}"`, { code: "MODEL" });
      }
      const full = steps.some((step) => step.op === "enlarge" && step.layer === name);
      layers.set(name, {
        given,
        soft: arena.plane(given.width, given.height),
        full: full ? arena.plane(width, height) : null,
      });
    }
  }
  return layers;
}

async function startChain(session: Session, plan: Plan): Promise<ChainStart> {
  const { prepared: { arena, kernels, source, stages }, log, signal, stack } = session;
  const { width, height, color } = source.info;
  const frames = Array.from(
    { length: plan.buffers.find(({ purpose }) => purpose.startsWith("frame"))?.count ?? 0 },
    () => arena.frame(width, height, color),
  );
  const engines = await startEngines(session, plan);
  const layers = makeLayers(engines, plan, arena);
  const layer = (name: string, size: "frame" | "native"): Omit<LayerView, "ageMs"> => {
    const planes = layers.get(name);
    if (size === "frame" && planes?.full) return { ...planes.full, edge: WHOLE };
    if (size === "native" && planes) return { ...planes.soft, edge: MASK_EDGE };
    throw new ScrimError(`Cannot find layer "${name}": no model gave it`, { code: "MODEL" });
  };
  const hostParts = { arena, kernels, log, signal, format: source.info, readImage: readCover };
  const parts = { stages, plan, layer, host: (id: string) => makeHost(id, hostParts) };
  const chain = stack.use(await Chain.init(parts, (error) => log.warn(error.message)));
  return { chain, engines, layers, frames };
}

type ChainStart = Pick<LoopParts, "chain" | "engines" | "layers" | "frames">;

/** Opens, starts and loops; an abort by the caller, whenever it comes, is an ordinary end. */
async function play(session: Session, began: number): Promise<Summary> {
  const { options, platform: { clock }, prepared, log, stats, signal } = session;
  const { kernels, source } = prepared;
  const { sink, output, plan } = await openSinks(session);
  output.keepAlive();
  let engines: ReadonlyMap<string, LayerEngine> = new Map();
  try {
    const started = await startChain(session, plan);
    engines = started.engines;
    const limit = options.frames ?? Infinity;
    const paced = sink.info.live && !source.info.live;
    const tools = { plan, source, output, kernels, stats, clock, log, signal };
    await runLoop({ ...tools, ...started, limit, paced, began });
  } catch (error) {
    if (!options.signal?.aborted || error !== options.signal.reason) throw error;
  }
  if (signal.aborted && !options.signal?.aborted) throw signal.reason;
  await sink.finish?.();
  if (output.failing && stats.failed > 0) {
    throw new ScrimError(`The run ended while failing: ${stats.failed} frames could not be made`, {
      code: "PLUGIN",
      hint: "the first failure is named above",
    });
  }
  return summarize(session, sink, [...engines.values()]);
}

function summarize(
  { prepared, stats }: Session,
  sink: FrameSink,
  engines: readonly LayerEngine[],
): Summary {
  const { source, kernels, arena } = prepared;
  const { width, height, fps, description } = source.info;
  const { bytesRead, bytesWritten, bytesCopied } = kernels.counters;
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    input: description,
    output: sink.info.description,
    ...{ width, height, fps },
    kernels: kernels.backend,
    frames: {
      in: stats.framesIn,
      out: stats.framesOut + stats.held + stats.slates,
      dropped: source.dropped,
      held: stats.held,
      slates: stats.slates,
      failed: stats.failed,
    },
    stages: stats.stageSummaries(),
    latency: stats.latency.summary(),
    inferences: sum(engines.map((engine) => engine.inferences)),
    bytesCopied: bytesCopied + sink.bytesCopied + sum(engines.map((engine) => engine.bytesCopied)),
    ...{ bytesRead, bytesWritten },
    buffers: { count: arena.buffers, bytes: arena.used },
    cpuMsPerFrame: stats.cpuMsPerFrame(),
    rssBytes: stats.rssBytes(),
    firstFrameMs: stats.firstFrameMs,
  };
}

/**
 * Runs a chain until the source ends, `frames` is reached or the signal is aborted.
 *
 * @returns what it did and cost
 * @throws {ScrimError} `USAGE` for options that do not fit, else what device, model or plugin could not be started, or
 * the source's or sink's failure. A model or plugin that fails while running does not end the run: viewers see the
 * last good picture, then a slate
 */
export async function runScrim(
  options: RunOptions,
  platform: Platform,
  log: Log,
): Promise<Summary> {
  const began = platform.clock.now();
  await using stack = new AsyncDisposableStack();
  const prepared = await prepare(options, platform, { log, stack, start: true });
  const sinkFailure = new AbortController();
  const signals = options.signal ? [options.signal] : [];
  const session = {
    ...{ options, platform, prepared, log, stack },
    stats: new Stats(platform.meter),
    signal: AbortSignal.any([sinkFailure.signal, ...signals]),
    onSinkFailure: (error: unknown): void => sinkFailure.abort(error),
  };
  return await play(session, began);
}
