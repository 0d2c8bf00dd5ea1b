/**
 * The chain that a user asked for: every plugin loaded, every stage with its options; loaded again when a file changes.
 *
 * @module
 */
import { checkPlugin } from "../plugin/validate_plugin.ts";
import type { ChainOptions, PluginUse, Setting } from "./chain_options.ts";
import { ScrimError } from "../base/errors.ts";
import { inProcess } from "../plugin/in_process.ts";
import { type LoadedPlugin, type LoadPlugin, loadPlugin, type PluginPlatform } from "./loader.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import type { Log } from "../base/log.ts";
import { makeStage, type Stage, stageId } from "../plugin/stage.ts";

/** A stage and what its plugin was loaded from. */
interface LoadedStage {
  readonly stage: Stage;
  /** As the user gave it; `null` for a plugin that was handed over as an object. */
  readonly specifier: string | null;
  readonly files: readonly string[];
}

/** The number of a use, `#1` for the first, by which settings can name it alone. */
const numbered = (id: string): string => id.includes("#") ? id : `${id}#1`;

/**
 * The values for one use of a plugin. A setting names a use by its id (`clock#2`; `clock#1` is the first alone), or all uses of a
 * plugin by its name. Another plugin of the same name is reached by its id only.
 */
function optionsOf(
  { id, name, first }: { id: string; name: string; first: boolean },
  own: PluginUse["options"],
  settings: readonly Setting[],
): { [option: string]: unknown } {
  const given: { [option: string]: unknown } = { ...own };
  for (const { plugin, option, value } of settings) {
    if (plugin === numbered(id) || first && plugin === name) given[option] = value;
  }
  return given;
}

/** A plugin that the caller of `run()` made: its own code, in its own thread. */
function handedOver(plugin: FilterPlugin): LoadedPlugin {
  const subject = String(plugin?.name);
  return { handle: inProcess(subject, checkPlugin(subject, plugin)), files: [] };
}

/** All stages of a chain, with their handles. */
export class LoadedStages implements AsyncDisposable {
  #loaded: readonly LoadedStage[];
  readonly #tools: LoadPlugin;

  /** @param tools for loading again */
  constructor(loaded: readonly LoadedStage[], tools: LoadPlugin) {
    this.#loaded = loaded;
    this.#tools = tools;
  }

  /** The stages, in order. */
  get stages(): readonly Stage[] {
    return this.#loaded.map(({ stage }) => stage);
  }

  /** Local files that stages are made of. */
  get files(): ReadonlySet<string> {
    return new Set(this.#loaded.flatMap(({ files }) => files));
  }

  /**
   * The chain with those stages loaded again that depend on one of these files. The others are the same objects.
   *
   * @throws {ScrimError} for a plugin that does not load any more; this chain stays as it is
   */
  async reload(changed: Iterable<string>): Promise<LoadedStages> {
    const paths = new Set(changed);
    const next: LoadedStage[] = [];
    const opened: LoadedPlugin[] = [];
    try {
      for (const old of this.#loaded) {
        const { specifier, files, stage: { id, given } } = old;
        if (specifier === null || !files.some((file) => paths.has(file))) {
          next.push(old);
          continue;
        }
        const loaded = await loadPlugin(specifier, this.#tools);
        opened.push(loaded);
        const stage = await makeStage(loaded.handle, given, id);
        next.push({ stage, specifier, files: loaded.files });
      }
    } catch (error) {
      for (const { handle } of opened) await handle[Symbol.asyncDispose]();
      throw error;
    }
    return new LoadedStages(next, this.#tools);
  }

  /** Ends the plugins that `successor` does not go on with. */
  async retire(successor: LoadedStages | null): Promise<void> {
    const kept = new Set(successor?.stages.map(({ handle }) => handle));
    for (const { stage } of this.#loaded) {
      if (!kept.has(stage.handle)) await stage.handle[Symbol.asyncDispose]();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.retire(null);
  }
}

function checkSettings(stages: readonly Stage[], settings: readonly Setting[]): void {
  const ids = stages.map(({ id }) => id);
  for (const { plugin, option, value } of settings) {
    if (ids.includes(plugin) || ids.some((id) => numbered(id) === plugin)) continue;
    throw new ScrimError(
      `Cannot use --set ${plugin}.${option}=${value}: "${plugin}" is not in the chain ` +
        `(${ids.join(", ") || "none"})`,
      { code: "USAGE", hint: `add it to --plugins` },
    );
  }
}

function checkTrust({ trust = [], plugins = [] }: ChainOptions): void {
  const given = plugins.map((use) => typeof use === "string" ? use : use.plugin);
  const unknown = trust.find((name) => !given.includes(name));
  if (unknown === undefined) return;
  throw new ScrimError(`Cannot trust "${unknown}": it is not in the chain`, {
    code: "USAGE",
    hint: "give it as it stands in --plugins",
  });
}

/**
 * Loads the plugins of a chain and asks what each needs.
 *
 * @throws {ScrimError} `USAGE` for names and options that do not fit, `PLUGIN` for a plugin that does not load
 */
export async function loadStages(
  options: ChainOptions,
  { platform, log }: { platform: PluginPlatform; log: Log },
): Promise<LoadedStages> {
  checkTrust(options);
  const { settings = [], plugins = [], trust = [], watch = false, reload, signal } = options;
  const tools: LoadPlugin = {
    ...{ registry: platform.registry, base: platform.base, trust, fresh: watch, reload, signal },
    openSandbox: (bundle) => platform.openSandbox(bundle, { log, signal }),
  };
  const loaded: LoadedStage[] = [];
  try {
    for (const use of plugins) {
      const { plugin, options: own } = typeof use === "string" ? { plugin: use, options: {} } : use;
      const specifier = typeof plugin === "string" ? plugin : null;
      const { handle, files } = typeof plugin === "string"
        ? await loadPlugin(plugin, tools)
        : handedOver(plugin);
      const { name } = handle.declaration;
      const id = stageId(name, loaded.map((one) => one.stage));
      const earlier = loaded.find((one) => one.stage.handle.declaration.name === name);
      const first = earlier === undefined || specifier !== null && earlier.specifier === specifier;
      try {
        const given = optionsOf({ id, name, first }, own, settings);
        const stage = await makeStage(handle, given, id);
        loaded.push({ stage, specifier, files });
      } catch (error) {
        await handle[Symbol.asyncDispose]();
        throw error;
      }
    }
    checkSettings(loaded.map(({ stage }) => stage), settings);
  } catch (error) {
    await new LoadedStages(loaded, tools)[Symbol.asyncDispose]();
    throw error;
  }
  return new LoadedStages(loaded, tools);
}
