/**
 * Modules of npm packages, out of Deno's own cache: Deno installs and chooses versions, nothing of a package runs here.
 *
 * @module
 */
import { findPackageJSON } from "node:module";
import { dirname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describeError } from "../base/errors.ts";
import {
  loaderFor,
  loaderOf,
  type Module,
  Refusal,
  type Source,
  type Usage,
  type Zone,
} from "./module.ts";
import { type PackageSpecifier, parsePackage } from "./specifier.ts";

/** Finds a file from a folder by the rules of node, `exports` included: esbuild's own resolver. `null`: there is none. */
export type NodeResolver = (
  specifier: string,
  folder: string,
  usage: Usage,
) => Promise<string | null>;

interface PackageJson {
  readonly name?: string;
  readonly type?: string;
  readonly exports?: unknown;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
}

/**
 * A module of a package that Deno may have to install first.
 *
 * @param specifier `npm:name@range/sub`
 * @throws {Refusal} when the package or its module does not exist
 */
export async function npmModule(
  specifier: string,
  usage: Usage,
  resolver: NodeResolver,
): Promise<Module> {
  const parsed = parsePackage(specifier);
  if (parsed === null) throw new Refusal("not a package, wanted a form like npm:name@1");
  const { name, range, subpath } = parsed;
  const root = `npm:${name}${range === "" ? "" : `@${range}`}`;
  const found = await NpmPackage.open(await install(parsed, root), resolver);
  return await found.entry(subpath, usage);
}

/**
 * The path of a package's `package.json`. Importing a file of a package makes Deno fetch it all; this one runs no code.
 */
async function install({ name, subpath }: PackageSpecifier, root: string): Promise<string> {
  try {
    await import(`${root}/package.json`, { with: { type: "json" } });
    return fileURLToPath(import.meta.resolve(`${root}/package.json`));
  } catch (cause) {
    const reason = describeError(cause).replace(/\.$/, "");
    // The package is there, it only does not show this file: what it does show lies in the same folder.
    if (!reason.includes("ERR_PACKAGE_PATH_NOT_EXPORTED")) {
      throw new Refusal(reason, "check the name and the network", cause);
    }
  }
  let folder: string;
  try {
    folder = dirname(fileURLToPath(import.meta.resolve(root + subpath)));
  } catch (cause) {
    throw new Refusal("the package does not export it", undefined, cause);
  }
  for (; folder !== "/"; folder = dirname(folder)) {
    const path = `${folder}/package.json`;
    const json = await readJson(path);
    if (json?.name === name) return path;
  }
  throw new Refusal("the package has no package.json of its name");
}

async function readJson(path: string): Promise<PackageJson | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

class NpmPackage implements Zone {
  readonly name = "an npm package";
  readonly reach: readonly string[] = [];
  readonly #folder: string;
  readonly #json: PackageJson;
  readonly #resolver: NodeResolver;

  private constructor(folder: string, { json, resolver }: {
    json: PackageJson;
    resolver: NodeResolver;
  }) {
    this.#folder = folder;
    this.#json = json;
    this.#resolver = resolver;
  }

  static async open(packageJson: string, resolver: NodeResolver): Promise<NpmPackage> {
    const json = await readJson(packageJson) ?? {};
    return new NpmPackage(await Deno.realPath(dirname(packageJson)), { json, resolver });
  }

  /** What the package offers under `/sub`, or as itself. */
  async entry(subpath: string, usage: Usage): Promise<Module> {
    // With `exports` a package may be imported by its own name from inside; without, any file is offered.
    const specifier = this.#json.exports === undefined
      ? `.${subpath}`
      : `${this.#json.name}${subpath}`;
    return await this.#find(specifier, this.#folder, usage);
  }

  relative(specifier: string, { path = "" }: Module, usage: Usage): Promise<Module> {
    return this.#find(specifier, dirname(path), usage);
  }

  async declared(
    specifier: string,
    { path = "" }: Module,
    usage: Usage,
  ): Promise<Module | undefined> {
    if (specifier.startsWith("#")) return await this.#find(specifier, dirname(path), usage);
    const [, name, subpath] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? ["", specifier, ""];
    if (name === this.#json.name) return await this.entry(subpath, usage);
    const { dependencies, optionalDependencies, peerDependencies } = this.#json;
    if (!Object.hasOwn({ ...dependencies, ...optionalDependencies, ...peerDependencies }, name)) {
      return undefined;
    }
    const found = findPackageJSON(name, pathToFileURL(`${this.#folder}/package.json`));
    if (found === undefined) {
      throw new Refusal(`"${this.#json.name}" has it as a choice; it is not installed`);
    }
    return await (await NpmPackage.open(found, this.#resolver)).entry(subpath, usage);
  }

  async load({ path = "" }: Module, type: string | undefined): Promise<Source> {
    const loader = type === undefined ? loaderOf(path) ?? "js" : loaderFor(type);
    const contents = loader === "binary"
      ? await Deno.readFile(path)
      : await Deno.readTextFile(path);
    return { contents, loader };
  }

  async #find(specifier: string, folder: string, usage: Usage): Promise<Module> {
    const found = await this.#resolver(specifier, folder, usage);
    if (found === null) throw new Refusal(`the package "${this.#json.name}" has no such module`);
    const path = await Deno.realPath(found);
    if (relative(this.#folder, path).startsWith("..")) {
      throw new Refusal(`outside of the package "${this.#json.name}"`);
    }
    const ending = /\.(cjs|cts|mjs|mts|json)$/.exec(path)?.[1] ?? "";
    const commonJs = ending === "json" || ending.startsWith("c") ||
      (!ending.startsWith("m") && this.#json.type !== "module");
    return { url: pathToFileURL(path).href, path, zone: this, commonJs };
  }
}
