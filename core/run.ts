/**
 * One run from options to summary: prepare, start, loop, close.
 *
 * @module
 */
import { Chain } from "./chain.ts";
import type { RunOptions } from "./config.ts";
import { ScrimError } from "./errors.ts";
import type { Frame, Plane } from "./frame.ts";
import { makeHost } from "./host.ts";
import { spawnWorker, startEngine } from "./infer/engine.ts";
import { readCover } from "./io/cover.ts";
import { openPreview } from "./io/preview/preview.ts";
import { runLoop } from "./loop.ts";
import { openOutput } from "./outputs.ts";
import type { Plan } from "./plan.ts";
import type { LayerEngine, Log } from "./ports.ts";
import { planFor, type Platform, prepare, type Prepared, wantedLayout } from "./prepare.ts";
import { SafeOutput } from "./safety.ts";
import { drawSlate } from "./slate.ts";
import { Stats, type Summary } from "./stats.ts";

async function startEngines(
  plan: Plan,
  prepared: Prepared,
  tools: { log: Log; stack: AsyncDisposableStack; signal: AbortSignal },
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
    const { log, signal } = tools;
    const started = await startEngine(provider.model, { arena, log, signal, spawn });
    const engine = tools.stack.use(started);
    engines.set(provider.id, engine);
  }
  return engines;
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
  const { clock } = platform;
  const began = clock.now();
  await using stack = new AsyncDisposableStack();
  const prepared = await prepare(options, platform, { log, stack, start: true });
  const { source, arena, kernels, stages, target } = prepared;
  const { width, height, fps, color } = source.info;
  const sinkFailure = new AbortController();
  const signal = AbortSignal.any([
    sinkFailure.signal,
    ...(options.signal ? [options.signal] : []),
  ]);

  const sink = stack.use(
    await openOutput(target, {
      ...{ width, height, fps, color, arena, log, clock, devices: prepared.devices },
      layout: wantedLayout(prepared),
      port: options.preview ?? 0,
    }),
  );
  const plan = planFor(prepared, sink.info.layout);
  const stats = new Stats(platform.meter);
  const slate = arena.frame(width, height, color);
  drawSlate(slate);
  const preview = options.preview === undefined || target.kind === "preview" ? null : {
    sink: stack.use(
      await openPreview({ width, height, fps, color, arena, log, port: options.preview }),
    ),
    scratch: arena.frame(width, height, color),
  };
  if (preview) log.info(`Preview: ${preview.sink.url}`);
  const output = stack.use(
    new SafeOutput({
      ...{ sink, preview, kernels, slate, stats, clock, fps },
      onSinkFailure: (error) => sinkFailure.abort(error),
    }),
  );
  output.keepAlive();

  const frames = takeBuffers(plan, "frame", () => arena.frame(width, height, color));
  const enlarged = new Map<string, Plane>();
  for (const step of plan.steps) {
    if (step.op === "enlarge") enlarged.set(step.layer, arena.plane(width, height));
  }
  const engines = await startEngines(plan, prepared, { log, stack, signal });
  const layer = (name: string, size: "frame" | "native"): Plane => {
    const found = size === "frame"
      ? enlarged.get(name)
      : [...engines.values()].map((engine) => engine.layers.get(name)).find(Boolean);
    if (found) return found;
    throw new ScrimError(`Cannot find layer "${name}": no model gave it`, { code: "MODEL" });
  };
  const chain = stack.use(
    await Chain.init({
      stages,
      plan,
      layer,
      host: (id) =>
        makeHost(id, {
          ...{ arena, kernels, log, signal },
          format: { width, height, fps, color },
          readImage: readCover,
        }),
    }, (error) => log.warn(error.message)),
  );

  await runLoop({
    ...{ plan, source, output, kernels, engines, enlarged, chain, frames, stats, clock, log },
    signal,
    limit: options.frames ?? Infinity,
    paced: sink.info.live && !source.info.live,
    began,
  });
  if (sinkFailure.signal.aborted) throw sinkFailure.signal.reason;
  if (output.failing && stats.failed > 0) {
    throw new ScrimError(`The run ended while failing: ${stats.failed} frames could not be made`, {
      code: "PLUGIN",
      hint: "the first failure is named above",
    });
  }
  return summarize({ prepared, sink: sink.info.description, stats, engines, copied: sink });
}

function takeBuffers(plan: Plan, purpose: string, make: () => Frame): readonly Frame[] {
  const wanted = plan.buffers.find((buffer) => buffer.purpose.startsWith(purpose));
  return Array.from({ length: wanted?.count ?? 0 }, make);
}

function summarize(parts: {
  prepared: Prepared;
  sink: string;
  stats: Stats;
  engines: ReadonlyMap<string, LayerEngine>;
  copied: { readonly bytesCopied: number };
}): Summary {
  const { prepared, stats } = parts;
  const { source, kernels, arena } = prepared;
  const { width, height, fps, description } = source.info;
  const { bytesRead, bytesWritten, bytesCopied } = kernels.counters;
  const engines = [...parts.engines.values()];
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return {
    input: description,
    output: parts.sink,
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
    bytesCopied: bytesCopied + parts.copied.bytesCopied +
      sum(engines.map((engine) => engine.bytesCopied)),
    ...{ bytesRead, bytesWritten },
    buffers: { count: arena.buffers, bytes: arena.used },
    cpuMsPerFrame: stats.cpuMsPerFrame(),
    rssBytes: stats.rssBytes(),
    firstFrameMs: stats.firstFrameMs,
  };
}
