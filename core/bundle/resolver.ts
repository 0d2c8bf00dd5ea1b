/**
 * The confined resolver: an esbuild plugin that answers for every import and reads every module, so that esbuild itself
 * opens none. What a module may not reach is refused where it is written.
 *
 * @module
 */
import { isBuiltin } from "node:module";
import { describeError } from "../base/errors.ts";
import type { Esbuild } from "./esbuild.ts";
import { jsrAddress } from "./jsr.ts";
import { LocalPackage } from "./local.ts";
import { type Loader, type Module, Refusal, type Source, type Usage } from "./module.ts";
import { type NodeResolver, npmModule } from "./npm.ts";
import { contract, namesContract } from "./own.ts";
import type { RemoteModules } from "./remote.ts";

/** esbuild's name for modules that are not files of its own finding. */
const NAMESPACE = "plugin";

/** Behind the address of an ES module: esbuild then takes it for one as Deno does, in its CommonJS imports, too. */
const ES_MODULE = "#.mts";

/**
 * Where esbuild looks for files that fit a computed `import()`, which it does without asking us: below what is no folder, so
 * far down that no module that {@linkcode TOO_FAR_UP} lets pass climbs out of it.
 */
const DEPTH = 64;
const NOWHERE = `/dev/null${"/x".repeat(DEPTH)}`;
const TOO_FAR_UP = new RegExp(`(?:\\.{1,2}/){${DEPTH / 2},}`);

/**
 * A comment that names the file of a source map: esbuild would open it by itself, wherever it lies. Maps inside of the comment
 * (`data:`) stay.
 */
const MAP_FILE = /([#@][ \t]*sourceMappingURL)=(?![ \t]*data:)/g;

const CODE: readonly Loader[] = ["ts", "tsx", "js", "jsx"];

function withoutMapFiles(source: Source): Source {
  const { contents, loader } = source;
  if (typeof contents !== "string" || !CODE.includes(loader)) return source;
  return { contents: contents.replaceAll(MAP_FILE, "$1:"), loader };
}

const PATTERN = "cannot import by a computed name, wanted a literal";

/** Marks our own questions to esbuild's resolver, which must not come back to us. */
const OWN_QUESTION = Symbol("own question");

/** What a {@linkcode Resolver} works with. */
export interface ResolverTools {
  /** The plugin's module, or a specifier of it. */
  readonly entry: Module | string;
  readonly remote: RemoteModules;
  /** The JSR registry, ending in `/`. */
  readonly registry: string;
  readonly signal: AbortSignal;
}

/** The address of a module, by the name that esbuild has for it in messages and source maps. */
export function addressOf(name: string): string {
  const address = name.startsWith(`${NAMESPACE}:`) ? name.slice(NAMESPACE.length + 1) : name;
  return address.endsWith(ES_MODULE) ? address.slice(0, -ES_MODULE.length) : address;
}

/** The resolver as esbuild takes it. */
export function resolverPlugin(tools: ResolverTools): Esbuild.Plugin {
  return {
    name: "scrim",
    setup(build) {
      const { signal } = tools;
      const resolver = new Resolver(
        tools,
        (specifier, folder, { required }) => askEsbuild(build, specifier, { folder, required }),
      );
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.pluginData === OWN_QUESTION) return undefined;
        const importer: Module | undefined = args.pluginData;
        const prefix = args.kind === "entry-point"
          ? ""
          : `cannot import ${JSON.stringify(args.path)}: `;
        return await orErrors({ signal, prefix }, async () => {
          const usage = { type: args.with.type, required: args.kind === "require-call" };
          const module = args.kind === "entry-point"
            ? await resolver.entry()
            : await resolver.resolve(args.path, importer, usage);
          const path = module.commonJs ? module.url : module.url + ES_MODULE;
          return { path, namespace: NAMESPACE, pluginData: module };
        });
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, async (args) => {
        const module: Module = args.pluginData;
        return await orErrors({ signal, prefix: "" }, async () => {
          const source = await module.zone.load(module, args.with.type);
          if (typeof source.contents === "string" && TOO_FAR_UP.test(source.contents)) {
            throw new Refusal("it holds a path that climbs too far");
          }
          return { ...withoutMapFiles(source), pluginData: module, resolveDir: NOWHERE };
        });
      });
      // What esbuild found by itself: the files that fit the pattern of a computed import(). They are not read.
      build.onLoad({ filter: /.*/ }, () => ({ errors: [{ text: PATTERN }] }));
    },
  };
}

/** Follows specifiers to modules. */
class Resolver {
  readonly #tools: ResolverTools;
  readonly #node: NodeResolver;

  constructor(tools: ResolverTools, node: NodeResolver) {
    this.#tools = tools;
    this.#node = node;
  }

  async entry(): Promise<Module> {
    const { entry } = this.#tools;
    if (typeof entry !== "string") return entry;
    return await this.#follow(entry, { type: undefined, required: false });
  }

  async resolve(specifier: string, importer: Module | undefined, usage: Usage): Promise<Module> {
    if (importer === undefined) throw new Refusal(PATTERN);
    const { zone } = importer;
    if (namesContract(specifier)) return contract();
    if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) {
      return await zone.relative(specifier, importer, usage);
    }
    const found = await zone.declared(specifier, importer, usage);
    if (typeof found === "object") return found;
    const target = found ?? specifier;
    if (namesContract(target)) return contract();
    if (isBuiltin(target)) {
      throw new Refusal("plugins have nothing of node's", "use a package that runs in browsers");
    }
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(target)?.[1].toLowerCase();
    if (scheme === undefined) {
      throw new Refusal(
        "not declared",
        `name it under "imports" in deno.json, or write npm:${target}`,
      );
    }
    const downgrade = scheme === "http" && importer.url.startsWith("https:");
    if (downgrade || !zone.reach.includes(scheme)) {
      throw new Refusal(`${zone.name} may not import from ${scheme}:`);
    }
    if (scheme === "file" && zone instanceof LocalPackage) return await zone.file(target, usage);
    return await this.#follow(target, usage);
  }

  async #follow(target: string, usage: Usage): Promise<Module> {
    const { registry, remote } = this.#tools;
    if (target.startsWith("npm:")) return await npmModule(target, usage, this.#node);
    if (!target.startsWith("jsr:")) {
      // What answers on this machine or in this network need not be meant for a plugin. Code shows what it is, data does not.
      if (usage.type !== undefined) {
        throw new Refusal(
          "data from the web, wanted from the plugin's own server",
          "put it into the package",
        );
      }
      return await remote.module(target, usage);
    }
    const json = (url: string): Promise<unknown> => remote.json(url);
    return await remote.module(await jsrAddress(target, { registry, json }), usage);
  }
}

async function askEsbuild(
  build: Esbuild.PluginBuild,
  specifier: string,
  { folder, required }: { folder: string; required: boolean },
): Promise<string | null> {
  const found = await build.resolve(specifier, {
    resolveDir: folder,
    kind: required ? "require-call" : "import-statement",
    pluginData: OWN_QUESTION,
  });
  return found.errors.length === 0 && found.namespace === "file" ? found.path : null;
}

/** Runs a callback of esbuild's: what it throws becomes an error at the place of the import. */
async function orErrors<T>(
  { signal, prefix }: { signal: AbortSignal; prefix: string },
  work: () => Promise<T>,
): Promise<T | { errors: Esbuild.PartialMessage[] }> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    return { errors: [{ text: prefix + describeError(error), detail: error }] };
  }
}
