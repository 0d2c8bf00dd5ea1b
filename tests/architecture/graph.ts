/**
 * The import graph of the sources: of files, and of the folders that hold them. Imports of types count too.
 *
 * @module
 */
import { dirname, join, relative } from "node:path/posix";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Folders that hold sources which run in Scrim. */
const SOURCES = ["core", "plugins", "ffi"];

/** Import and export statements, `import()`, and workers that are started by `new URL(…, import.meta.url)`. */
const SPECIFIER =
  /^(?!\s*(?:\*|\/\/)).*?(?:\b(?:from|import)\s*\(?\s*"(\.[^"\n]+)"|new URL\("(\.[^"\n]+\.ts)", import\.meta\.url\))/gm;

/** Which folders a folder of `core/`, or another part of Scrim, may import; what those may import is allowed, too. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  base: [],
  media: ["base"],
  devices: ["media"],
  layers: ["media"],
  plugin: ["media"],
  bundle: ["plugin"],
  masks: ["layers"],
  planner: ["plugin", "layers"],
  ffi: ["devices"],
  plugins: ["plugin"],
  io: ["devices", "masks", "plugin"],
  loading: ["bundle", "plugin"],
  models: ["masks", "planner"],
  sandbox: ["bundle", "plugin"],
  pipeline: ["models", "plugin", "planner"],
  settings: ["io", "planner"],
  run: ["loading", "pipeline", "settings"],
  doctor: ["run"],
  cli: ["doctor", "run", "sandbox"],
  mod: ["cli", "ffi", "plugins"],
  testing: ["mod"],
};

/** One import. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

function* filesBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) {
      if (path !== "ffi/native") yield* filesBelow(path);
    } else if (path.endsWith(".ts")) yield path;
  }
}

/** Imports between the files of the sources, paths relative to the root of the repository. */
export function importsOf(): readonly Import[] {
  const files = ["mod.ts", ...SOURCES.flatMap((folder) => [...filesBelow(folder)])];
  return files.flatMap((from) =>
    [...Deno.readTextFileSync(join(ROOT, from)).matchAll(SPECIFIER)].map((
      [, imported, started],
    ) => ({
      from,
      to: relative(ROOT, join(ROOT, dirname(from), imported ?? started)),
    })).filter(({ to }) => to.endsWith(".ts"))
  );
}

/** The folder, or part, that a file belongs to; `null` for files that are no sources. */
export function folderOf(path: string): string | null {
  if (path === "mod.ts") return "mod";
  if (path === "core/plugin.ts") return "plugin";
  return /^core\/([^/]+)\//.exec(path)?.[1] ?? /^(ffi|plugins)\//.exec(path)?.[1] ?? null;
}

/** Everything that can be reached from `name` in a graph, `name` left out unless it is part of a cycle. */
function reach(graph: Readonly<Record<string, readonly string[]>>, name: string): Set<string> {
  const found = new Set<string>();
  const waiting = [...(graph[name] ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(graph[next] ?? []));
  }
  return found;
}

/** The arrows between folders that the imports make, without those that follow from others: what the picture shows. */
export function folderArrows(
  imports: readonly Import[],
): Readonly<Record<string, readonly string[]>> {
  const graph: Record<string, Set<string>> = {};
  for (const { from, to } of imports) {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a === null || b === null) continue;
    graph[a] ??= new Set();
    if (a !== b) graph[a].add(b);
  }
  const lists = Object.fromEntries(Object.entries(graph).map(([name, to]) => [name, [...to]]));
  return Object.fromEntries(
    Object.entries(lists).map(([name, to]) => [
      name,
      to.filter((one) => !to.some((other) => other !== one && reach(lists, other).has(one))).sort(),
    ]),
  );
}

/** Imports that the table does not allow. */
export function forbidden(imports: readonly Import[]): readonly string[] {
  return imports.filter(({ from, to }) => {
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a === null || a === b) return false;
    return b === null ? !/^core\/testing\/mod\.ts$/.test(from) : !reach(ALLOWED, a).has(b);
  }).map(({ from, to }) => `${from} imports ${to}`);
}

/** The nodes of a graph that lie on a cycle, in groups. */
export function cyclesOf(
  graph: Readonly<Record<string, readonly string[]>>,
): readonly (readonly string[])[] {
  const reached = new Map(Object.keys(graph).map((name) => [name, reach(graph, name)]));
  const groups: string[][] = [];
  for (const [name, others] of reached) {
    if (!others.has(name) || groups.some((group) => group.includes(name))) continue;
    groups.push([...others].filter((other) => reached.get(other)?.has(name)).sort());
  }
  return groups;
}

/** The imports as a graph of files. */
export function fileGraph(imports: readonly Import[]): Readonly<Record<string, readonly string[]>> {
  const graph: Record<string, string[]> = {};
  for (const { from, to } of imports) (graph[from] ??= []).push(to);
  return graph;
}
