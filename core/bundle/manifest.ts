/**
 * What a plugin's package declares: `deno.json`, `deno.jsonc`, `package.json`, and where its root is.
 *
 * @module
 */
import { parseJsonc } from "../base/jsonc.ts";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeError } from "../base/errors.ts";
import { Refusal } from "./module.ts";
import { readRegularText } from "./read_file.ts";

const NAMES = ["deno.json", "deno.jsonc", "package.json"];

/** Compiler options that change what code does. */
const COMPILER_KEYS = [
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "experimentalDecorators",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
];

type Fields = { readonly [key: string]: unknown };
type Names = { readonly [name: string]: string };

/**
 * What belongs to a plugin. `package`: the folder of a manifest. `code`: without one, the modules of its folder, but no data
 * that may lie there, too. `file`: in the user's home or above it, where nothing else is a plugin's, the file alone.
 */
export type Extent = "package" | "code" | "file";

/** A package's declarations, put together. */
export interface Manifest {
  readonly extent: Extent;
  /** The folder, a `file:` URL ending in `/`. */
  readonly root: string;
  /** The files it was read from. */
  readonly files: readonly string[];
  /** The import map of `deno.json`, and `package.json`'s dependencies as `npm:` specifiers. */
  readonly imports: Names;
  /** Import maps for parts of the package, by folder URL. */
  readonly scopes: { readonly [folder: string]: Names };
  readonly compilerOptions: Fields;
}

/**
 * The manifest of the nearest folder upward that has one; {@linkcode Extent} says what a file without has. The user's home and
 * `/` are nobody's package, whatever lies there.
 *
 * @param entry the plugin's module, an absolute path
 * @throws {Refusal} for a manifest that is not JSON
 */
export async function readManifest(entry: string): Promise<Manifest> {
  const home = homeFolder();
  for (let folder = dirname(entry); folder !== "/" && folder !== home; folder = dirname(folder)) {
    const found: [path: string, fields: Fields][] = [];
    for (const name of NAMES) {
      const path = join(folder, name);
      const text = await readIfThere(path);
      if (text !== null) found.push([path, parse(text, path)]);
    }
    if (found.length > 0) return { extent: "package", ...merge(folder, found) };
  }
  const folder = dirname(entry);
  const shared = folder === "/" || home === folder || home?.startsWith(`${folder}/`);
  return { extent: shared ? "file" : "code", ...merge(folder, []) };
}

/**
 * What an import map makes of a specifier: the exact entry, or the longest that ends in `/` and begins it. As in Deno, an
 * entry for a `jsr:` or `npm:` package stands for the package's exports, too.
 *
 * @returns `undefined` when nothing is declared for it
 */
export function mapped(specifier: string, names: Names): string | undefined {
  if (Object.hasOwn(names, specifier)) return names[specifier];
  let best: string | undefined;
  let target = "";
  for (const [name, value] of Object.entries(names)) {
    const whole = !name.endsWith("/") && /^(jsr|npm):/.test(value);
    const prefix = whole ? `${name}/` : name;
    if (!prefix.endsWith("/") || !specifier.startsWith(prefix)) continue;
    if (best !== undefined && best.length >= prefix.length) continue;
    best = prefix;
    target = whole && !value.endsWith("/") ? `${value}/` : value;
  }
  return best === undefined ? undefined : target + specifier.slice(best.length);
}

function merge(
  folder: string,
  found: readonly (readonly [string, Fields])[],
): Omit<Manifest, "extent"> {
  const root = pathToFileURL(`${folder}/`).href;
  const imports: Record<string, string> = {};
  const scopes: Record<string, Names> = {};
  const compilerOptions: Record<string, unknown> = {};
  for (const [path, fields] of found) {
    if (path.endsWith("package.json")) {
      for (const [name, range] of Object.entries(texts(fields.dependencies))) {
        imports[name] ??= dependency(name, range);
      }
      continue;
    }
    Object.assign(imports, texts(fields.imports));
    for (const [scope, names] of Object.entries(record(fields.scopes))) {
      scopes[new URL(scope, root).href] = texts(names);
    }
    const options = record(fields.compilerOptions);
    for (const key of COMPILER_KEYS) if (key in options) compilerOptions[key] = options[key];
  }
  return { root, files: found.map(([path]) => path), imports, scopes, compilerOptions };
}

function dependency(name: string, range: string): string {
  return /^(npm|jsr):/.test(range) ? range : `npm:${name}@${range}`;
}

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null ? value as Fields : {};
}

function texts(value: unknown): Names {
  const entries = Object.entries(record(value)).filter(([, text]) => typeof text === "string");
  return Object.fromEntries(entries) as Names;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readRegularText(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** JSON with comments and trailing commas, as Deno reads its own. */
function parse(text: string, path: string): Fields {
  try {
    return record(parseJsonc(text));
  } catch (cause) {
    throw new Refusal(`cannot read "${path}": ${describeError(cause)}`, undefined, cause);
  }
}

function homeFolder(): string | undefined {
  const permission = Deno.permissions.querySync({ name: "env", variable: "HOME" });
  return permission.state === "granted" ? Deno.env.get("HOME") : undefined;
}
