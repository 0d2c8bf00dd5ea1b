/** The built-in plugins, and those in `examples/`: every module there whose default export is one. */
import { fileURLToPath } from "node:url";
import { builtinPlugins } from "../plugins/mod.ts";
import type { FilterPlugin } from "../core/plugin.ts";

const EXAMPLES = new URL("../examples/", import.meta.url);

/** Values for options that are files, whatever plugin they belong to. */
export const FILES = { image: fileURLToPath(new URL("demo.png", EXAMPLES)) };

/** A plugin and where it is from. */
export interface HousePlugin {
  readonly path: string;
  readonly plugin: FilterPlugin;
}

function* modulesIn(folder: URL): Generator<URL> {
  const entries = [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of entries) {
    if (name.startsWith(".") || name === "node_modules") continue;
    if (isDirectory) yield* modulesIn(new URL(`${name}/`, folder));
    else if (/\.[jt]s$/.test(name) && !/_test\./.test(name)) yield new URL(name, folder);
  }
}

/** Only modules that say `export default` are imported: others are programs. */
async function examples(): Promise<readonly HousePlugin[]> {
  const found: HousePlugin[] = [];
  for (const url of modulesIn(EXAMPLES)) {
    if (!/^export default\b|\bas default\b/m.test(Deno.readTextFileSync(url))) continue;
    const module: { readonly default?: FilterPlugin } = await import(url.href);
    if (module.default?.apiVersion !== undefined) {
      found.push({
        path: fileURLToPath(url).slice(fileURLToPath(EXAMPLES).length),
        plugin: module.default,
      });
    }
  }
  return found;
}

/** All of them. */
export async function everyPlugin(): Promise<readonly HousePlugin[]> {
  const builtin = await Promise.all(
    Object.entries(builtinPlugins).map(async ([path, load]) => ({
      path,
      plugin: (await load()).default,
    })),
  );
  return [...builtin, ...await examples()];
}
