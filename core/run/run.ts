/**
 * One run from options to summary: prepare, start, loop, close.
 *
 * @module
 */
import type { RunOptions } from "./run_options.ts";
import { isAbort, ScrimError } from "../base/errors.ts";
import { Engines, type StartEngine } from "../models/engine_pool.ts";
import { startEngine } from "../models/worker_engine.ts";
import { spawnWorker } from "../models/spawn_worker.ts";
import { FinishingReport } from "./finishing.ts";
import { readPatiently } from "../io/first_bytes.ts";
import { readPictureFile } from "../io/image/picture.ts";
import { PictureDecoder } from "../io/image/picture_decoder.ts";
import { openPreview } from "../io/preview/preview.ts";
import { followMask } from "./follow_mask.ts";
import { ActiveChain } from "./active_chain.ts";
import type { LoadedStages } from "../loading/chain_loader.ts";
import { Loop } from "../pipeline/loop.ts";
import { openOutput } from "../io/open_output.ts";
import { OnDemandCapture } from "./on_demand.ts";
import type { PlanFormat } from "../planner/plan.ts";
import type { Platform } from "./platform.ts";
import type { ImageOptions } from "../plugin/contract.ts";
import type { Log } from "../base/log.ts";
import type { FrameSink } from "../media/sink.ts";
import { planFor, prepare, type Prepared, wantedLayout } from "./prepare.ts";
import { reloadOnChange } from "./hot_reload.ts";
import { SafeOutput } from "../pipeline/safe_output.ts";
import { drawSlate } from "../pipeline/slate.ts";
import { Stats, type Summary } from "../base/stats.ts";
import { summarize } from "./summary.ts";
import { unusedOptions } from "./unused.ts";

/** How often `onStats` is told. */
const STATS_MS = 1000;

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
): Promise<{ sink: FrameSink; output: SafeOutput; takes: Takes }> {
  const { options, platform: { clock }, prepared, log, stack, stats, onSinkFailure } = session;
  const { arena, devices, source, target, kernels } = prepared;
  const { width, height, fps, color } = source.info;
  const port = options.preview ?? 0;
  const layout = wantedLayout(prepared);
  const planned = planFor(prepared, { output: layout, direct: target.direct });
  const [files, camera] = [prepared.chain.files.size, prepared.source.canClose];
  const uses = { plan: planned, model: prepared.model, camera, files };
  for (const line of unusedOptions(options, uses)) log.warn(line);
  // The controls are those of refined masks: heat maps, labels and masks at a model's size have none.
  const mask = planned.layers.some(({ refined }) => refined) ? prepared.mask : null;
  const onPreview = (url: string): void => {
    log.info(`Preview: ${url}`);
    options.onPreview?.(url);
  };
  const tools = { arena, log, clock, devices, source: source.info, port, mask, onPreview };
  const sink = stack.use(await openOutput(target, { ...tools, layout, signal: session.signal }));
  const takes = takenBy(session, sink);
  planFor(prepared, takes); // a need that cannot be met ends the run here

  const slate = sink.info.layout === null ? null : arena.frame(width, height, color);
  if (slate) drawSlate(slate);
  const beside = options.preview !== undefined && target.kind !== "preview";
  const page = beside
    ? openPreview({ width, height, fps, color, arena, clock, log, port, mask })
    : null;
  const preview = page && {
    sink: stack.use(page),
    scratch: arena.frame(width, height, color),
  };
  if (page) onPreview(page.url);
  const output = new SafeOutput({
    ...{ sink, preview, kernels, slate, drawSlate, stats, clock, fps, onSinkFailure },
  });
  return { sink, output: stack.use(output), takes };
}

/** On-demand capture closes cameras only: the frames of a file would be lost. */
function openOnDemand(
  { options, platform: { clock }, prepared: { source }, log }: Session,
  { sink, output }: { sink: FrameSink; output: SafeOutput },
): OnDemandCapture {
  const onDemand = options.alwaysOn !== true && source.canClose && options.preview === undefined;
  const viewers = onDemand ? sink.viewers ?? null : null;
  return new OnDemandCapture({ source, output, pause: options.pause ?? null, viewers, clock, log });
}

/** What a plan must know of the sink. */
type Takes = Pick<PlanFormat, "output" | "direct">;

/** A preview beside the sink looks at what was composed there, which it cannot for RGB. */
function takenBy({ options, prepared: { target } }: Session, sink: FrameSink): Takes {
  const output = sink.info.layout;
  const visible = options.preview === undefined || output === "yuyv" || output === "i420";
  return { output, direct: target.direct && sink.published !== undefined && visible };
}

/** The models of a run; the first takes the worker that is warm already. */
function openEngines({ prepared, platform, options, log, signal, stack }: Session): Engines {
  const { arena } = prepared;
  const { progress } = options;
  let warm = prepared.worker;
  const spawn = (): Worker => {
    const worker = warm ?? spawnWorker();
    warm = null;
    return worker;
  };
  const start: StartEngine = (provider, tools) =>
    startEngine(provider, { ...tools, clock: platform.clock, spawn, progress });
  return stack.use(new Engines(start, { arena, log, signal }));
}

/** Makes the chain ready to run. */
async function startChain(
  session: Session,
  { takes, engines }: { takes: Takes; engines: Engines },
): Promise<ActiveChain> {
  const { prepared, platform: { clock }, log, signal, stats, stack } = session;
  const { arena, kernels, source, providers, mask, chain } = prepared;
  const wait = { log, clock, signal };
  const decoder = stack.use(new PictureDecoder());
  signal.addEventListener("abort", () => decoder.end(signal.reason), { once: true });
  const files = {
    readImage: async (path: string, wanted: Required<ImageOptions>, client: string) => {
      const read = async () => (await readPictureFile(path, wait)).buffer;
      return await decoder.decode(client, read, { name: path, wanted });
    },
    readFile: (path: string) => readPatiently(path, wait),
  };
  const parts = {
    ...{ providers, mask, arena, kernels, clock, stats, log, engines },
    host: { arena, kernels, log, signal, format: source.info, ...files },
    planFor: (stages: LoadedStages) => planFor({ ...prepared, chain: stages }, takes),
  };
  return stack.use(await ActiveChain.start(parts, chain));
}

/** Frames until the end; with `watch`, plugins that change are loaded again meanwhile. */
async function loopThrough(
  session: Session,
  { sink, output, activeChain, began }: {
    sink: FrameSink;
    output: SafeOutput;
    activeChain: ActiveChain;
    began: number;
  },
): Promise<void> {
  const { options, platform: { clock }, prepared: { kernels, source }, log, stats } = session;
  const limit = options.frames ?? Infinity;
  const paced = sink.info.live && !source.info.live;
  const ended = new AbortController();
  const failed = new AbortController();
  const signal = AbortSignal.any([session.signal, failed.signal]);
  const { pipeline } = activeChain;
  const loop = new Loop({
    ...{ pipeline, source, output, kernels, stats, clock, log, signal, limit, paced, began },
  });
  followMask(session.prepared.mask, { activeChain, loop, log, signal: ended.signal });
  const watching = options.watch
    ? reloadOnChange({
      activeChain,
      loop,
      clock,
      log,
      signal: AbortSignal.any([signal, ended.signal]),
    })
      .catch((error) => failed.abort(error))
    : null;
  await loop.run();
  ended.abort();
  if (!signal.aborted) { for (const { runner } of loop.pipeline.models) runner.ended(); }
  await watching;
  if (failed.signal.aborted) throw failed.signal.reason;
}

/** Opens, starts and loops; an abort by the caller, whenever it comes, is an ordinary end. */
async function play(session: Session, began: number): Promise<Summary> {
  const { options, platform: { clock }, signal, stack } = session;
  // Closed after the sink, which is completed when it is closed if not before.
  const finishing = stack.use(new FinishingReport(clock, (file) => options.onFinishing?.(file)));
  const { sink, output, takes } = await openSinks(session);
  const finishes = (): void => finishing.begin(sink);
  signal.addEventListener("abort", finishes, { once: true });
  output.keepAlive();
  stack.use(openOnDemand(session, { sink, output }));
  const engines = openEngines(session);
  let activeChain: ActiveChain | null = null;
  let stopTelling: (() => void) | undefined;
  try {
    activeChain = await startChain(session, { takes, engines });
    const tell = (): void => options.onStats?.(summarize(session, { sink, engines, activeChain }));
    if (options.onStats) stopTelling = clock.every(STATS_MS, tell);
    await loopThrough(session, { sink, output, activeChain, began });
  } catch (error) {
    if (!options.signal || !isAbort(error, options.signal)) throw error;
  } finally {
    stopTelling?.();
    finishes();
  }
  if (signal.aborted && !options.signal?.aborted) throw signal.reason;
  await sink.finish?.();
  finishing[Symbol.dispose]();
  checkFailures(session, output);
  return summarize(session, { sink, engines, activeChain });
}

/**
 * A run that was to make a known number of pictures has failed when any of them could not be made. A live run goes on after
 * failures, so only one that ends while it fails has failed.
 */
function checkFailures(
  { options, stats, prepared: { target, source } }: Session,
  output: SafeOutput,
): void {
  const nobodyWatches = !target.live || target.kind === "none" && !source.info.live;
  const finite = nobodyWatches || options.frames !== undefined;
  const { failed, framesIn } = stats;
  if (failed === 0 || !(finite || output.failing)) return;
  throw new ScrimError(
    output.failing
      ? `The run ended while failing: ${failed} of ${framesIn} frames could not be made`
      : `The run ended, but ${failed} of ${framesIn} frames could not be made; others stand in for them`,
    { code: "PLUGIN", hint: "the first failure is named above" },
  );
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
