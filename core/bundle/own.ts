/**
 * The plugin contract as plugins import it: whatever way they write it, they get the one of the Scrim that runs them.
 *
 * @module
 */
import { type Module, Refusal, type Source, type Zone } from "./module.ts";

/** Where our own contract lies: beside us on disk, or on the server that this Scrim came from. */
function contractUrl(): string {
  return import.meta.resolve("../plugin.ts");
}

/** The contract's module. */
export function contract(): Module {
  return { url: contractUrl(), zone: own };
}

/**
 * Whether a specifier names the contract: as a package of any version, or bare.
 *
 * @throws {Refusal} when it names another part of Scrim
 */
export function namesContract(specifier: string): boolean {
  const form = /^(?:(?:jsr:\/?)?@scrim\/scrim|(?:npm:\/?)?@jsr\/scrim__scrim)(?:@[^/]*)?(\/.*)?$/;
  const match = form.exec(specifier);
  if (match === null) return false;
  if (match[1] === "/plugin") return true;
  throw new Refusal(
    "not for plugins at run time",
    "import jsr:@scrim/scrim/plugin; for types alone use `import type`",
  );
}

/** Whether a URL is that of the contract: our own file, or that of any version on JSR. */
export function isContract(url: string): boolean {
  return url === contractUrl() ||
    /^https:\/\/jsr\.io\/@scrim\/scrim\/[^/]+\/core\/plugin\.ts$/.test(url);
}

/** Our own modules. They import each other and nothing else. */
const own: Zone = {
  name: "the contract",
  reach: [],
  relative: (specifier, importer) =>
    Promise.resolve({ url: new URL(specifier, importer.url).href, zone: own }),
  declared: () => Promise.resolve(undefined),
  load: async ({ url }): Promise<Source> => {
    if (url.startsWith("file:")) {
      return { contents: await Deno.readTextFile(new URL(url)), loader: "ts" };
    }
    // Not by fetch(): this way the text comes out of Deno's cache, network or not.
    const module: { default: string } = await import(url, { with: { type: "text" } });
    return { contents: module.default, loader: "ts" };
  },
};
