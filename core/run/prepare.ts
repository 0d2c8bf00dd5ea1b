/**
 * From options to a plan: plugins loaded, source open, output chosen, nothing started.
 *
 * @module
 */
import { Arena } from "../media/arena.ts";
import { checkRunOptions, type RunOptions } from "./run_options.ts";
import { spawnWorker } from "../models/spawn_worker.ts";
import { chooseModel } from "../models/model_files.ts";
import { openInput } from "../io/open_input.ts";
import { ReconnectingSource } from "../io/reconnecting_source.ts";
import type { LayerProvider } from "../layers/layers.ts";
import { type LoadedStages, loadStages } from "../loading/chain_loader.ts";
import { chooseOutput, type Target } from "../io/open_output.ts";
import { LiveMask } from "../masks/mask_controls.ts";
import { type SyncPolicy, syncPolicyOf } from "../planner/sync_policy.ts";
import { plainPath } from "../base/plain_path.ts";
import type { Plan, PlanFormat } from "../planner/plan.ts";
import { plan as makePlan } from "../planner/planner.ts";
import type { Platform } from "./platform.ts";
import type { Log } from "../base/log.ts";
import type { Devices } from "../devices/devices.ts";
import type { Kernels } from "../media/kernels.ts";
import { providersFor } from "../layers/providers.ts";

/** Everything up to the plan. */
export interface Prepared {
  readonly chain: LoadedStages;
  readonly source: ReconnectingSource;
  readonly target: Target;
  readonly providers: readonly LayerProvider[];
  /** The provider that the user named; `null`: none. */
  readonly model: string | null;
  readonly pace: SyncPolicy;
  readonly mask: LiveMask;
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly devices: Devices | null;
  /** A worker that warms up while the source opens, if a stage wants a layer. */
  readonly worker: Worker | null;
}

/**
 * Loads, opens and chooses. What it opens is closed by `tools.stack`.
 *
 * @throws {ScrimError} `USAGE` for options that do not fit, else what plugin, model or source could not be opened
 */
export async function prepare(
  options: RunOptions,
  platform: Platform,
  tools: { log: Log; stack: AsyncDisposableStack; start: boolean },
): Promise<Prepared> {
  checkRunOptions(options);
  const { log, stack } = tools;
  const ffi = options.ffi ?? true;
  const chain = stack.use(await loadStages(options, { platform, log }));
  const model = options.model === undefined
    ? undefined
    : await chooseModel(plainPath(options.model), options.signal);
  const wantsLayers = chain.stages.some(({ answer }) =>
    !answer.identity && answer.layers.length > 0
  );
  const worker = wantsLayers && tools.start ? spawnWorker() : null;
  stack.defer(() => worker?.terminate());
  const arena = new Arena();
  const kernels = await platform.openKernels(arena, { ffi, log });
  const devices = stack.use(await platform.devices({ ffi, log }));
  const target = chooseOutput(options, { devices, log });
  const { clock } = platform;
  const { source: first, reopen } = await openInput(options, {
    ...{ arena, devices, kernels, log, clock },
    live: target.live,
    sound: target.kind === "video",
    patient: target.live && tools.start,
  });
  const source = stack.use(new ReconnectingSource({ first, reopen, clock, log }));
  const providers = providersFor(source.info, model);
  const pace = syncPolicyOf(options);
  const mask = options.mask instanceof LiveMask ? options.mask : new LiveMask(options.mask);
  const named = model === undefined ? null : providers[0].id;
  return {
    ...{
      chain,
      source,
      target,
      providers,
      model: named,
      pace,
      mask,
      arena,
      kernels,
      devices,
      worker,
    },
  };
}

/** The plan for a sink that takes `output`, and may be composed into. */
export function planFor(
  prepared: Prepared,
  { output, direct }: Pick<PlanFormat, "output" | "direct">,
): Plan {
  const { width, height, fps, live, layout, times } = prepared.source.info;
  const answers = prepared.chain.stages.map((stage) => stage.answer);
  const timed = times ? { timed: true } : {};
  const format = { width, height, fps, live, ...timed, input: layout, output, direct };
  const plainMasks = prepared.mask.plain;
  return makePlan(answers, format, prepared.providers, prepared.pace, { plainMasks });
}

/** The layout the sink should take: where filters only look the source's own, so that no byte changes. */
export function wantedLayout(prepared: Prepared): PlanFormat["output"] {
  const { target, source, chain: { stages } } = prepared;
  if (target.layouts.length === 0) return null;
  const passes = stages.every(({ answer }) => answer.identity || answer.access === "read");
  const own = source.info.layout;
  return passes && target.layouts.includes(own) && target.layout === "auto"
    ? own
    : target.layout === "auto"
    ? target.layouts[0]
    : target.layout;
}

/**
 * Plans a run without starting it: opens the source to learn its format, and no sink.
 *
 * @throws {ScrimError} as {@linkcode prepare}, or when a need cannot be met
 */
export async function explainRun(options: RunOptions, platform: Platform, log: Log): Promise<Plan> {
  await using stack = new AsyncDisposableStack();
  const prepared = await prepare(options, platform, { log, stack, start: false });
  return planFor(prepared, { output: wantedLayout(prepared), direct: prepared.target.direct });
}
