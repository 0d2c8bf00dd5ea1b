/**
 * What the bundler's parts say to each other: a module, and the zone that it comes from.
 *
 * @module
 */

/** How a module's bytes are read. The names are esbuild's. */
export type Loader = "ts" | "tsx" | "js" | "jsx" | "json" | "text" | "binary";

/** A module's text or bytes. */
export interface Source {
  readonly contents: string | Uint8Array;
  readonly loader: Loader;
}

/** A module that may become part of the bundle. */
export interface Module {
  /** Its name for people and for the modules it imports: `file:` or `http(s):`. */
  readonly url: string;
  readonly zone: Zone;
  /** Where it was found on disk, links followed. */
  readonly path?: string;
  /** It is CommonJS, as only npm packages may be. */
  readonly commonJs?: boolean;
}

/** How a specifier is used. */
export interface Usage {
  /** `with { type: … }`. */
  readonly type: string | undefined;
  /** By `require()`. */
  readonly required: boolean;
}

/** Where modules come from, and what those may import. Everything throws {@linkcode Refusal}. */
export interface Zone {
  /** What its modules are, for messages. */
  readonly name: string;
  /** Where an import that names its place may lead: `file`, `http`, `https`, `jsr`, `npm`. */
  readonly reach: readonly string[];
  /** `./x`, `../x`, `/x`. */
  relative(specifier: string, importer: Module, usage: Usage): Promise<Module>;
  /** What the package declares for a name: a module, or what stands for it; `undefined` when nothing is declared. */
  declared(specifier: string, importer: Module, usage: Usage): Promise<Module | string | undefined>;
  /** Its bytes, as `type` asks for them. */
  load(module: Module, type: string | undefined): Promise<Source>;
}

/** An import that does not come about. */
export class Refusal extends Error {
  /** @param message why, to follow the quoted specifier */
  constructor(message: string, readonly hint?: string, cause?: unknown) {
    super(message, { cause });
  }
}

const LOADERS: Readonly<Record<string, Loader>> = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  js: "js",
  mjs: "js",
  cjs: "js",
  jsx: "jsx",
  json: "json",
};

/** What the name of a module ends in. */
export const MODULE_ENDINGS = ".ts, .tsx, .js, .jsx, .mjs or .mts";

/** The loader that a path's ending stands for. */
export function loaderOf(path: string): Loader | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1].toLowerCase();
  return ending !== undefined && Object.hasOwn(LOADERS, ending) ? LOADERS[ending] : undefined;
}

/** The loader that `with { type: … }` asks for. */
export function loaderFor(type: string): Loader {
  if (type === "json" || type === "text") return type;
  if (type === "bytes") return "binary";
  throw new Refusal(`unknown type "${type}", wanted json, text or bytes`);
}

/** How a module is read: its ending says that it is one, and anything else says what it is read as, as in Deno. */
export function loaderBy(loader: Loader | undefined, { type, required }: Usage): Loader {
  if (type !== undefined) {
    const wanted = loaderFor(type);
    if (wanted === "json" && loader !== "json") throw new Refusal("not JSON");
    return wanted;
  }
  if (loader === undefined) {
    const hint =
      'for its contents add `with { type: "text" }` or `with { type: "bytes" }`; a package on ' +
      "JSR needs a module in its place (see Data that a plugin brings along, in examples/README.md)";
    throw new Refusal("not a module, wanted .ts, .tsx, .js, .jsx, .mjs or .json", hint);
  }
  if (loader === "json" && !required) {
    throw new Refusal("JSON without an import attribute", 'add `with { type: "json" }`');
  }
  return loader;
}
