/**
 * Plugin packages for tests, and what becomes of them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Bundle, bundlePlugin } from "../../../core/bundle/bundle.ts";
import { BundleError } from "../../../core/bundle/problem.ts";
import { importBundle } from "../../../core/bundle/stack.ts";
import { hangGuard } from "../../wait.ts";

/** Files by their paths in a folder; links are made by `{ link: target }`. */
export type Files = { readonly [path: string]: string | { readonly link: string } };

/** A folder that goes away with the test. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
  /** As bundlePlugin() wants it. */
  readonly base: string;
  write(files: Files): Promise<void>;
}

/** A folder with these files. */
export async function folderOf(files: Files): Promise<Folder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "scrim-bundle-" }));
  const folder: Folder = {
    path,
    base: pathToFileURL(`${path}/`).href,
    write: async (more) => {
      for (const [name, content] of Object.entries(more)) {
        await Deno.mkdir(dirname(`${path}/${name}`), { recursive: true });
        if (typeof content === "string") await Deno.writeTextFile(`${path}/${name}`, content);
        else await Deno.symlink(content.link, `${path}/${name}`);
      }
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
  await folder.write(files);
  return folder;
}

/** What a module exports after it was bundled: `default` and the rest. */
export type Exports = { readonly [name: string]: unknown };

/** Bundles and runs a plugin. The bundle has no import left, whatever it was made of. */
export async function bundled(
  specifier: string,
  base: string,
): Promise<{ bundle: Bundle; exports: Exports }> {
  const bundle = await bundlePlugin(specifier, { base });
  assert.doesNotMatch(bundle.code, /^\s*(import|export .* from)\s*["'{*\w]/m);
  return { bundle, exports: await importBundle(bundle) as Exports };
}

/** What `code` exports as default when it is the module `mod.ts` of a package with these files. */
export async function defaultOf(code: string, files: Files = {}): Promise<unknown> {
  await using folder = await folderOf({ "deno.json": "{}", ...files, "pkg/mod.ts": code });
  return (await bundled("./pkg/mod.ts", folder.base)).exports.default;
}

/** Why a plugin is not bundled. */
export async function refusal(specifier: string, base: string): Promise<BundleError> {
  try {
    await bundlePlugin(specifier, { base });
  } catch (error) {
    assert.ok(error instanceof BundleError, String(error));
    assert.equal(error.code, "PLUGIN");
    return error;
  }
  return assert.fail(`${specifier} was bundled`);
}

/**
 * Bundles and runs a plugin in a process of its own, for npm packages that only tests need: here they would get into this
 * repository's lock file, and Deno fetches all that is in it for everybody.
 */
export async function bundledElsewhere(
  specifier: string,
  base: string,
): Promise<{ readonly default: unknown; readonly files: readonly string[] }> {
  const program = fileURLToPath(new URL("./bundle_elsewhere.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-config", "--quiet", program, specifier, base],
    signal: hangGuard(),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}
