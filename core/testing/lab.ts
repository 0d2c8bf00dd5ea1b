/**
 * Where one plugin is tried: kernels, memory, its option sets, and a model that gives every layer it asks for.
 *
 * @module
 */
import { Arena } from "../media/arena.ts";
import { ScrimError } from "../base/errors.ts";
import { defaultColor } from "../media/frame.ts";
import type { HostParts } from "../plugin/host.ts";
import { inProcess } from "../plugin/in_process.ts";
import { readPicture } from "../io/image/picture.ts";
import type { LayerProvider } from "../layers/layers.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import type { PluginHandle } from "../plugin/handle.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { LayerData, LayerEngine } from "../layers/engine.ts";
import type { Kernels } from "../media/kernels.ts";
import { makeStage, type Stage } from "../plugin/stage.ts";
import { drawLayer, type LayerDrawing, layerShapes } from "./figure.ts";
import { extremeSets, type GivenOptions } from "./option_sets.ts";

/** Makes kernels that work in an arena; `mod.ts` knows how. */
export type OpenKernels = (arena: Arena) => Promise<Kernels>;

/** What to try beside what the declaration says. */
export interface Trials {
  readonly values: readonly GivenOptions["given"][];
  readonly files: { readonly [option: string]: string };
  /** What `process()` may leave to the garbage collector in array buffers, bytes a frame. */
  readonly garbageBytes: number;
  /** The plugin may call `Math.random()`: it gives the same numbers whenever the same frame is shown. */
  readonly random: boolean;
}

/** Values that the plugin accepts, and what it answers to them. */
export interface OptionSet extends GivenOptions {
  readonly stage: Stage;
}

/** Memory and the loops that work in it. */
export interface Workshop {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/** One plugin, ready to be tried. */
export interface Lab extends Workshop {
  readonly clock: Clock;
  readonly plugin: FilterPlugin;
  /** The first are the defaults, or what comes nearest to them. */
  readonly sets: readonly OptionSet[];
  /** Those that are no identity: a plan runs the plugin with these only. */
  readonly working: readonly OptionSet[];
  /** Those that may be tried. Scrim never calls `init()` with identity values, so it need not cope with them. */
  readonly runnable: readonly OptionSet[];
  readonly garbageBytes: number;
  /** Called before `init()` with 0, and before each frame with its place. */
  readonly restartRandom: (place: number) => void;
}

/** Says nothing: what a plugin logs is none of a test's business. */
export const silent: Log = { info: () => {}, warn: () => {}, debug: () => {} };

/** Memory with kernels. */
export async function openWorkshop(open: OpenKernels): Promise<Workshop> {
  const arena = new Arena();
  return { arena, kernels: await open(arena) };
}

/** What `init()` is given, for pictures of this size. */
export function hostParts(
  { arena, kernels }: Workshop,
  { width, height }: { width: number; height: number },
  signal: AbortSignal = new AbortController().signal,
): HostParts {
  return {
    ...{ arena, kernels, signal, log: silent },
    format: { width, height, fps: 30, color: defaultColor(height) },
    readImage: (path, wanted) => readPicture(path, wanted),
    readFile: (path) => Deno.readFile(path),
  };
}

/** The stage, or `null` when the plugin refuses these values. */
async function accepted(handle: PluginHandle, given: GivenOptions["given"]): Promise<Stage | null> {
  try {
    return await makeStage(handle, given, handle.declaration.name);
  } catch (error) {
    const refused = error instanceof ScrimError && error.cause instanceof RangeError;
    if (refused) return null;
    throw error;
  }
}

/**
 * Asks a plugin about every option set.
 *
 * @throws {ScrimError} `PLUGIN` when it answers nonsense; `USAGE` when it refuses its defaults, with the files as well
 */
async function acceptedSets(handle: PluginHandle, trials: Trials): Promise<Lab["sets"]> {
  const { name, options = {} } = handle.declaration;
  const bases = [
    { label: "its defaults", given: {} },
    { label: "its defaults and files", given: trials.files },
  ];
  for (const base of bases) {
    const stage = await accepted(handle, base.given);
    if (!stage) continue;
    const sets: OptionSet[] = [{ ...base, stage }];
    const own = trials.values.map((given) => ({ label: JSON.stringify(given), given }));
    for (const set of [...extremeSets(options, { ...trials, base: base.given }), ...own]) {
      const known = sets.map(({ stage }) => JSON.stringify(stage.options));
      const more = await accepted(handle, set.given);
      if (more && !known.includes(JSON.stringify(more.options))) sets.push({ ...set, stage: more });
    }
    return sets;
  }
  throw new ScrimError(`Cannot test plugin "${name}": it refuses its defaults`, {
    code: "USAGE",
    hint: "give values for its file options in `files`",
  });
}

/** Opens a lab for a plugin that was checked. */
export async function openLab(
  plugin: FilterPlugin,
  trials: Trials,
  { open, restartRandom }: { open: OpenKernels; restartRandom: (place: number) => void },
): Promise<Lab> {
  const sets = await acceptedSets(inProcess(plugin.name, plugin), trials);
  const working = sets.filter(({ stage }) => !stage.answer.identity);
  const runnable = plugin.init === undefined ? sets : working;
  const { garbageBytes } = trials;
  const workshop = await openWorkshop(open);
  const clock = systemClock;
  return { ...workshop, plugin, clock, sets, working, runnable, garbageBytes, restartRandom };
}

/** One model that gives all of these layers. */
export function providerOf(names: readonly string[]): LayerProvider {
  const input = { width: 16, height: 16 };
  return {
    id: "drawn",
    model: "landscape",
    input,
    layers: layerShapes([...new Set(names)]),
    costMs: 1,
  };
}

/** A model that has made up its mind: its layers are drawn once. */
export function drawnEngine(
  arena: Arena,
  { input, layers }: LayerProvider,
  drawing: (layer: LayerProvider["layers"][number]) => LayerDrawing,
): LayerEngine {
  const made = new Map(layers.map((shape): [string, LayerData] => {
    const { name, kind, width, height } = shape;
    const bytes = arena.bytes(width * height * (kind === "points" ? 4 : 1));
    const data = kind === "points"
      ? { values: new Float32Array(bytes.buffer, bytes.byteOffset, width * height) }
      : { data: bytes, stride: width, width, height };
    drawLayer(drawing(shape), data);
    return [name, data];
  }));
  let inferences = 0;
  return {
    input: arena.packed("rgba", { ...input, color: { matrix: "bt601", range: "full" } }),
    layers: made,
    busy: false,
    get inferences() {
      return inferences;
    },
    bytesCopied: 0,
    infer: () => {
      inferences++;
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
