/**
 * From a name, path or address to a loaded plugin.
 *
 * @module
 */
import { checkPlugin, noDefaultExport } from "./check_plugin.ts";
import { describeError, ScrimError } from "./errors.ts";
import { inProcess } from "./in_process.ts";
import type { FilterPlugin } from "./plugin.ts";
import type { PluginHandle } from "./plugin_handle.ts";

/** Built-in plugins by name, loaded when used. */
export type PluginRegistry = {
  readonly [name: string]: () => Promise<{ readonly default: FilterPlugin }>;
};

/** Checks what a module exports. */
export function pluginOf(subject: string, module: unknown): FilterPlugin {
  const exported = (module as { default?: unknown }).default;
  if (exported === undefined) throw noDefaultExport(subject);
  return checkPlugin(subject, exported);
}

async function importModule(subject: string, load: () => Promise<unknown>): Promise<FilterPlugin> {
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

/**
 * Loads a plugin by built-in name or by the path of an ES module. A path is anything with a slash or the ending of a
 * module; it runs with Scrim's own rights.
 *
 * @param base the directory that relative paths start from, as a `file:` URL ending in `/`
 * @throws {ScrimError} `USAGE` for an unknown name, `PLUGIN` for a module that does not load or fit
 */
export async function loadPlugin(
  specifier: string,
  { registry, base }: { registry: PluginRegistry; base: string },
): Promise<PluginHandle> {
  if (Object.hasOwn(registry, specifier)) {
    return inProcess(specifier, await importModule(specifier, registry[specifier]));
  }
  if (!/[/\\]|\.(ts|js|mjs)$/.test(specifier)) {
    throw new ScrimError(
      `Cannot load plugin "${specifier}": no built-in plugin has this name ` +
        `(there are: ${Object.keys(registry).join(", ")})`,
      { code: "USAGE", hint: `for a module of your own give its path, such as ./${specifier}.ts` },
    );
  }
  const url = new URL(specifier, base);
  return inProcess(specifier, await importModule(specifier, () => import(url.href)));
}
