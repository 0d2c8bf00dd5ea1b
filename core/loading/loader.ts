/**
 * From a name, path or address to a loaded plugin: built-in ones and those that the user trusts in this thread, all others
 * in the sandbox.
 *
 * @module
 */
import { type Bundle, bundlePlugin } from "../bundle/bundle.ts";
import type { Log } from "../base/log.ts";
import { cacheFolder } from "../base/environment.ts";
import { ModuleCache } from "../bundle/module_cache.ts";
import { classifySpecifier } from "../bundle/specifier.ts";
import { importBundle, mapStack } from "../bundle/stack.ts";
import { checkPlugin, noDefaultExport } from "../plugin/validate_plugin.ts";
import { describeError, ScrimError } from "../base/errors.ts";
import { inProcess } from "../plugin/in_process.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import type { PluginHandle } from "../plugin/handle.ts";

/** Built-in plugins by name, loaded when used. */
export type PluginRegistry = {
  readonly [name: string]: () => Promise<{ readonly default: FilterPlugin }>;
};

/** What loading needs of the machine. */
export interface PluginPlatform {
  readonly registry: PluginRegistry;
  /** Where relative plugin paths start, as a `file:` URL ending in `/`. */
  readonly base: string;
  /** Puts a plugin in the sandbox: a thread without rights, a memory of its own. */
  openSandbox(bundle: Bundle, tools: { log: Log; signal?: AbortSignal }): Promise<PluginHandle>;
}

/** What loading needs. */
export interface LoadPlugin {
  readonly registry: PluginRegistry;
  /** Where relative paths start, as a `file:` URL ending in `/`. */
  readonly base: string;
  /** Specifiers, as they are given, of plugins that may run with Scrim's own rights. */
  readonly trust: readonly string[];
  /** Local files are read again at each call: for a plugin that is being written. */
  readonly fresh: boolean;
  /** Fetch modules from the web again, instead of taking them from the disk. Default false. */
  readonly reload?: boolean;
  readonly signal?: AbortSignal;
  /** Puts a plugin in the sandbox. */
  openSandbox(bundle: Bundle): Promise<PluginHandle>;
}

/** A plugin and what it was made of. */
export interface LoadedPlugin {
  readonly handle: PluginHandle;
  /** Local files, absolute; empty for built-in ones. */
  readonly files: readonly string[];
}

function pluginOf(subject: string, module: unknown): FilterPlugin {
  const exported = (module as { default?: unknown }).default;
  if (exported === undefined) throw noDefaultExport(subject);
  return checkPlugin(subject, exported);
}

async function importPlugin(subject: string, load: () => Promise<unknown>): Promise<FilterPlugin> {
  let module: unknown;
  try {
    module = await load();
  } catch (cause) {
    throw new ScrimError(`Cannot load plugin "${subject}": ${describeError(cause)}`, {
      code: "PLUGIN",
      cause,
    });
  }
  return pluginOf(subject, module);
}

/** A bundle in this thread, with the author's own lines in what it throws. */
async function importTrusted(subject: string, bundle: Bundle): Promise<PluginHandle> {
  const locate = (error: unknown): unknown => {
    if (error instanceof Error && error.stack) error.stack = mapStack(error.stack, bundle);
    return error;
  };
  const plugin = await importPlugin(subject, async () => {
    try {
      return await importBundle(bundle);
    } catch (error) {
      throw locate(error);
    }
  });
  return inProcess(subject, plugin, locate);
}

/** The error for a bare word that is no built-in plugin. */
export function unknownName(specifier: string, registry: PluginRegistry): ScrimError {
  return new ScrimError(
    `Cannot load plugin "${specifier}": no built-in plugin has this name ` +
      `(there are: ${Object.keys(registry).join(", ")})`,
    {
      code: "USAGE",
      hint: `for a module of your own give --plugins its path, such as ./${specifier}.ts`,
    },
  );
}

/**
 * Loads a plugin by built-in name, path, URL, `jsr:` or `npm:` specifier. Whatever is not built in is bundled first and runs
 * in the sandbox, unless the user trusts it.
 *
 * @throws {ScrimError} `USAGE` for an unknown name, `PLUGIN` for a module that does not load or fit
 */
export async function loadPlugin(specifier: string, tools: LoadPlugin): Promise<LoadedPlugin> {
  const { registry, base, signal } = tools;
  if (Object.hasOwn(registry, specifier)) {
    const plugin = await importPlugin(specifier, registry[specifier]);
    return { handle: inProcess(specifier, plugin), files: [] };
  }
  const { kind, address } = classifySpecifier(specifier, base);
  if (kind === "name") throw unknownName(specifier, registry);
  const trusted = tools.trust.includes(specifier);
  if (trusted && !tools.fresh) {
    const plugin = await importPlugin(specifier, () => import(address));
    return { handle: inProcess(specifier, plugin), files: [] };
  }
  const folder = cacheFolder();
  const cache = folder === null
    ? null
    : new ModuleCache(`${folder}/modules`, { renew: tools.reload });
  const bundle = await bundlePlugin(specifier, { base, signal, cache });
  const handle = trusted ? await importTrusted(specifier, bundle) : await tools.openSandbox(bundle);
  return { handle, files: bundle.files };
}
