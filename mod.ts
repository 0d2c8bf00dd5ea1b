/**
 * Scrim: a plugin-driven webcam filter framework. A camera goes in, a chain of filters runs, a virtual camera comes out.
 *
 * This module is the composition root, the only one that knows both `core/` and `ffi/`, and the public surface. Run it
 * (`deno run -A mod.ts --help`) or import it.
 *
 * @example One filtered picture of the demo figure
 * ```ts
 * import { run } from "./mod.ts";
 *
 * const summary = await run({ input: "demo", output: "out.png", frames: 30, plugins: ["blur"] });
 * console.log(summary.frames.out);
 * ```
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import metadata from "./deno.json" with { type: "json" };
import type { Arena } from "./core/media/arena.ts";
import { main } from "./core/cli/main.ts";
import { processTerminal } from "./core/cli/process_terminal.ts";
import type { RunOptions } from "./core/run/run_options.ts";
import { describeError } from "./core/base/errors.ts";
import { forProgram } from "./core/run/option_words.ts";
import type { Plan } from "./core/planner/plan.ts";
import type { Log } from "./core/base/log.ts";
import type { Kernels } from "./core/media/kernels.ts";
import type { Platform } from "./core/run/platform.ts";
import { explainRun } from "./core/run/prepare.ts";
import { runScrim } from "./core/run/run.ts";
import { loadSandboxProgram, type SandboxProgram } from "./core/sandbox/program.ts";
import { openRestarting, type SandboxHandle } from "./core/sandbox/restarting.ts";
import { openSandbox } from "./core/sandbox/sandbox.ts";
import type { Summary } from "./core/base/stats.ts";
import { systemClock } from "./core/base/clock.ts";
import { systemMeter } from "./core/base/process_meter.ts";
import { openDevices } from "./ffi/devices.ts";
import {
  openKernelLibrary,
  openNativeKernels,
  openWasmKernels,
  readWasmKernels,
} from "./ffi/kernels.ts";
import { type FoundLibrary, obtainLibrary, opensLibrary } from "./ffi/load.ts";
import { builtinPlugins } from "./plugins/mod.ts";

export { Arena } from "./core/media/arena.ts";
export type { RunOptions } from "./core/run/run_options.ts";
export type { OutputFormat, OutputOptions, OwnSink } from "./core/io/output_options.ts";
export type { InputFormat, InputOptions, OwnSource } from "./core/io/input_options.ts";
export type { ChainOptions, PluginUse, Setting } from "./core/loading/chain_options.ts";
export type { ControlSettings } from "./core/devices/controls.ts";
export { type ErrorCode, ScrimError, type ScrimErrorDetails } from "./core/base/errors.ts";
export { explainPlan } from "./core/planner/explain.ts";
export type { FinishingOutput } from "./core/run/finishing.ts";
export * from "./core/media/frame.ts";
export type { ModelProgress } from "./core/models/store/store.ts";
export type { LayerKind } from "./core/layers/layers.ts";
export { DEFAULT_MASK, LiveMask, type MaskOptions } from "./core/masks/mask_controls.ts";
export { Pause } from "./core/run/pause.ts";
export type { MaskSync, Quality } from "./core/planner/sync_policy.ts";
export type {
  CostedModel,
  LayerStep,
  Plan,
  PlanFormat,
  PlannedBuffer,
  PlannedCopy,
  PlannedLayer,
  PlannedModel,
  PlanStep,
  StageStep,
} from "./core/planner/plan.ts";
export type { StageSpec } from "./core/plugin/stage_spec.ts";
export type { Bytes, FrameCost } from "./core/planner/plan.ts";
export * from "./core/plugin.ts";
export type { Clock, Milliseconds } from "./core/base/clock.ts";
export type { Log } from "./core/base/log.ts";
export type { Kernels, PixelRect, Refine } from "./core/media/kernels.ts";
export type { KernelCounters } from "./core/base/stats.ts";
export type { FrameSink, SinkInfo, UnfinishedFile, Viewers } from "./core/media/sink.ts";
export type { Captured, FrameSource, SourceInfo } from "./core/media/source.ts";
export type { Distribution, Summary } from "./core/base/stats.ts";

/** The version of this package. */
export const version: string = metadata.version;

const consoleLog: Log = {
  info: () => {},
  warn: (message) => console.warn(`scrim: ${message}`),
  debug: () => {},
};

/** What nobody else is told, a page's address above all, is of no use to anybody. */
const tellPreview = (url: string): void => console.info(`scrim: the output is shown on ${url}`);

/** This machine. Nothing is opened before it is asked for. */
function platform(): Platform {
  let found: Promise<FoundLibrary> | undefined;
  const library = (): Promise<FoundLibrary> => found ??= obtainLibrary(systemClock);
  let program: Promise<SandboxProgram> | undefined;
  return {
    clock: systemClock,
    meter: systemMeter,
    registry: builtinPlugins,
    base: pathToFileURL(`${Deno.cwd()}/`).href,
    openSandbox: async (bundle, tools) => {
      const sandbox = { ...tools, program: await (program ??= sandboxProgram()) };
      const open = (): Promise<SandboxHandle> => openSandbox(bundle, sandbox);
      return await openRestarting({ ...tools, clock: systemClock, open });
    },
    devices: async ({ ffi, log }) => {
      if (!ffi) return null;
      try {
        return openDevices(await library());
      } catch (error) {
        log.debug(`${describeError(error)}; without it there are no devices`);
        return null;
      }
    },
    nativeLibrary: async () => (await library()).path,
    opensLibrary,
    openKernels: (arena, wants) => kernelsFor(arena, wants, library),
  };
}

/** What plugins in the sandbox run in: kernels of their own, since they reach no others. */
async function sandboxProgram(): Promise<SandboxProgram> {
  return await loadSandboxProgram(
    import.meta.resolve("./ffi/sandbox_kernels.ts"),
    await readWasmKernels(),
  );
}

async function kernelsFor(
  arena: Arena,
  { ffi, log }: { readonly ffi?: boolean; readonly log?: Log },
  library: () => Promise<FoundLibrary>,
): Promise<Kernels> {
  if (ffi === false) return await openWasmKernels(arena);
  try {
    return openNativeKernels(arena, openKernelLibrary({ found: await library() }));
  } catch (error) {
    log?.info(
      `${
        describeError(error)
      }; WebAssembly kernels do the work instead, three to four times slower`,
    );
    return await openWasmKernels(arena);
  }
}

/**
 * The pixel loops, at work in an arena: native ones, or WebAssembly where there are none; the same bytes either way.
 *
 * @param arena what every picture given to them lies in
 * @param options.ffi `false`: WebAssembly, which needs no permission. Default true
 * @param options.log told why there are no native ones. Default: nobody
 * @throws {ScrimError} `NATIVE` when the WebAssembly file is missing or stale
 */
export async function openKernels(
  arena: Arena,
  options: { readonly ffi?: boolean; readonly log?: Log } = {},
): Promise<Kernels> {
  return await kernelsFor(arena, options, () => obtainLibrary(systemClock));
}

/**
 * Runs a chain of filters from a source to a sink, until the source ends, `frames` is reached or `signal` is aborted.
 *
 * @param options what to run; everything has a default
 * @returns what it did and cost
 * @throws {ScrimError} `USAGE` for options that do not fit; `DEVICE`, `FORMAT`, `MODEL` or `PLUGIN` for what could not
 * be opened or started, when a live run ends while failing, and when any frame of a file, or of a run with `frames`, failed
 * @throws the signal's reason whenever it was aborted, after everything was closed
 */
export async function run(options: RunOptions): Promise<Summary> {
  return await forProgram(options, consoleLog, (given, log) => {
    const { onPreview = given.log ? undefined : tellPreview } = given;
    return runScrim({ ...given, onPreview }, platform(), log);
  });
}

/**
 * What {@linkcode run} would do: opens the source to learn its format, starts nothing.
 *
 * @throws {ScrimError} as {@linkcode run}
 */
export async function explain(options: RunOptions): Promise<Plan> {
  return await forProgram(options, consoleLog, (given, log) => explainRun(given, platform(), log));
}

if (import.meta.main) {
  Deno.exit(await main(processTerminal(), { ...platform(), version, mainModule: import.meta.url }));
}
