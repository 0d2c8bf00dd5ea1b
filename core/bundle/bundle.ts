/**
 * From a plugin's specifier to one self-contained module. Static imports are resolved with the rights of whoever loads a
 * module, so nothing of a plugin is loaded before they are gone.
 *
 * @module
 */
import { classifySpecifier } from "./specifier.ts";
import { type Esbuild, withEsbuild } from "./esbuild.ts";
import { ScrimError } from "../base/errors.ts";
import { jsrRegistry } from "./jsr.ts";
import { LocalPackage } from "./local.ts";
import type { Module } from "./module.ts";
import { bundleError } from "./problem.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import type { ModuleCache } from "./module_cache.ts";
import { type RemoteLimits, RemoteModules } from "./remote.ts";
import { addressOf, resolverPlugin } from "./resolver.ts";

/** A plugin in one piece. */
export interface Bundle {
  /** The path, address or package that the user gave. */
  readonly subject: string;
  /** One ES module without imports; its default export is the plugin. */
  readonly code: string;
  /** Its source map, JSON; sources are `file:` and `http(s):` addresses, without their contents. */
  readonly map: string;
  /** Every local file it was made of, absolute, manifests included; packages of npm left out. */
  readonly files: readonly string[];
}

/** How to bundle. */
export interface BundleOptions {
  /** The directory that relative paths start from, as a `file:` URL ending in `/`. */
  readonly base: string;
  /** Gives up. */
  readonly signal?: AbortSignal;
  /** How much may be fetched. */
  readonly limits?: RemoteLimits;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Where modules from the web are kept. Default: nowhere. */
  readonly cache?: ModuleCache | null;
}

/**
 * Bundles a plugin with everything it imports: files of its own package, what that declares, and URLs. About 30 ms once
 * packages are cached.
 *
 * `import()` of a literal becomes part of the bundle; of anything else it stays, for the sandbox to refuse. `import.meta.url`
 * is not the file's.
 *
 * @param specifier a path, URL, `jsr:` or `npm:` specifier
 * @throws {BundleError} naming the plugin, file, line and column; {ScrimError} `USAGE` for a specifier that is none;
 * the signal's reason when aborted
 */
export async function bundlePlugin(
  specifier: string,
  { base, signal: given, limits, clock = systemClock, cache = null }: BundleOptions,
): Promise<Bundle> {
  given?.throwIfAborted();
  const found = classifySpecifier(specifier, base);
  if (found.kind === "name") {
    throw new ScrimError(`Cannot bundle plugin "${specifier}": a name, wanted a path or address`, {
      code: "USAGE",
    });
  }
  const files = new Set<string>();
  const tooLong = new AbortController();
  const endLimit = clock.after(LONGEST_MS, () => tooLong.abort());
  const signal = given === undefined ? tooLong.signal : AbortSignal.any([given, tooLong.signal]);
  const work = async (): Promise<Bundle> => {
    const remote = new RemoteModules(limits, { signal, clock, cache });
    let entry: Module | string = found.address;
    let compilerOptions = {};
    if (found.kind === "path") {
      const local = await LocalPackage.open(found.address, files);
      entry = local.module;
      compilerOptions = local.zone.manifest.compilerOptions;
    }
    const plugin = resolverPlugin({ entry, remote, registry: jsrRegistry(), signal });
    const result = await withEsbuild(
      (esbuild) =>
        esbuild.build({ ...SETTINGS, tsconfigRaw: { compilerOptions }, plugins: [plugin] }),
      signal,
    );
    const [map, code] = result.outputFiles.map(({ text }) => text);
    return { subject: specifier, code, map: nameSources(map), files: [...files].sort() };
  };
  try {
    return await untilAborted(work(), signal);
  } catch (error) {
    given?.throwIfAborted();
    const cause = tooLong.signal.aborted
      ? new Error(`not done after ${LONGEST_MS / 1000} s`)
      : error;
    throw bundleError(cause, { subject: specifier, base, files });
  } finally {
    endLimit();
  }
}

/** What `work` gives, or the signal's reason: whatever `work` waits for, nobody waits longer. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => {}); // it goes on by itself, and nobody listens
  }
}

/** Everything together: reading, fetching, building. */
const LONGEST_MS = 60_000;

const SETTINGS: Esbuild.BuildOptions & { write: false } = {
  entryPoints: ["plugin"],
  bundle: true,
  write: false,
  outfile: "/plugin.js",
  absWorkingDir: "/",
  format: "esm",
  platform: "neutral",
  // Files of npm packages: builds for browsers need nothing of node's.
  mainFields: ["module", "main"],
  conditions: ["deno", "browser"],
  define: { "process.env.NODE_ENV": '"production"' },
  target: "esnext",
  supported: { decorators: false },
  charset: "utf8",
  sourcemap: "external",
  // A data: source map inside of a module may name any file as a source; esbuild would read it for its contents.
  sourcesContent: false,
  logLevel: "silent",
};

function nameSources(json: string): string {
  const map: { sources: string[] } = JSON.parse(json);
  map.sources = map.sources.map(addressOf);
  return JSON.stringify(map);
}
