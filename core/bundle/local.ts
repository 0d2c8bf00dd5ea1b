/**
 * Modules on disk, confined to the plugin's own package.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Manifest, mapped, readManifest } from "./manifest.ts";
import {
  loaderBy,
  loaderOf,
  type Module,
  MODULE_ENDINGS,
  Refusal,
  type Source,
  type Usage,
  type Zone,
} from "./module.ts";
import { contract, isContract } from "./own.ts";
import { checkRegular, readRegular, readRegularText } from "./read_file.ts";

const PLAIN: Usage = { type: undefined, required: false };

/** The folder of a plugin: nothing outside of it is read, wherever links lead. */
export class LocalPackage implements Zone {
  readonly name = "the plugin's own files";
  readonly reach = ["file", "http", "https", "jsr", "npm"];
  readonly manifest: Manifest;
  readonly #root: string;
  readonly #files: Set<string>;
  /** The plugin's own module: the first that is asked for. */
  #entry: string | undefined;

  private constructor(manifest: Manifest, { root, files }: { root: string; files: Set<string> }) {
    this.manifest = manifest;
    this.#root = root;
    this.#files = files;
    for (const path of manifest.files) files.add(path);
  }

  /**
   * Opens the package that a plugin's file belongs to.
   *
   * @param entry the file's URL
   * @param files receives every path that the bundle depends on, whether it exists or not
   */
  static async open(
    entry: string,
    files: Set<string>,
  ): Promise<{ module: Module; zone: LocalPackage }> {
    const named = fileURLToPath(entry);
    files.add(named);
    const path = await realPath(named);
    await checkEntry(path);
    const manifest = await readManifest(path);
    const root = await realPath(fileURLToPath(manifest.root));
    const zone = new LocalPackage(manifest, { root, files });
    return { zone, module: await zone.file(pathToFileURL(path).href, PLAIN) };
  }

  relative(specifier: string, importer: Module, usage: Usage): Promise<Module> {
    return this.file(new URL(specifier, importer.url).href, usage);
  }

  /** A module by its URL. */
  async file(url: string, usage: Usage): Promise<Module> {
    if (isContract(url)) return contract();
    const named = fileURLToPath(url);
    const within = !relative(fileURLToPath(this.manifest.root), named).startsWith("..");
    if (within) this.#files.add(named);
    const path = await realPath(named);
    if (isContract(pathToFileURL(path).href)) return contract();
    const inside = relative(this.#root, path);
    if (inside.startsWith("..")) {
      throw new Refusal(
        `"${path}" is outside of the plugin's package "${this.#root}"`,
        "copy the file into the package, or publish it as a package of its own",
      );
    }
    const loader = loaderOf(path);
    const data = loader === undefined || loader === "json" || usage.type !== undefined;
    if (data && /(^|\/)\./.test(inside)) {
      throw new Refusal("hidden files are not part of a plugin");
    }
    this.#checkExtent(path, data);
    await checkRegular(path);
    this.#files.add(path);
    loaderBy(loader, usage);
    return { url, path, zone: this };
  }

  /** What lies beside a single file need not be the plugin's: a download folder, a home, the files of the system. */
  #checkExtent(path: string, data: boolean): void {
    const { extent } = this.manifest;
    this.#entry ??= path;
    if (path === this.#entry && !data) return;
    if (extent === "file" || (extent === "code" && data) || /^\/(proc|sys|dev)\//.test(path)) {
      throw new Refusal(
        "a plugin without a manifest has " +
          (extent === "file" ? "its own file only" : "code only"),
        "put the plugin into a folder of its own, with a deno.json beside it",
      );
    }
  }

  declared(specifier: string, importer: Module): Promise<string | undefined> {
    const { imports, scopes, root } = this.manifest;
    const folders = Object.keys(scopes).filter((scope) => importer.url.startsWith(scope))
      .sort((a, b) => b.length - a.length);
    for (const names of [...folders.map((scope) => scopes[scope]), imports]) {
      const target = mapped(specifier, names);
      if (target === undefined) continue;
      return Promise.resolve(/^\.{0,2}\//.test(target) ? new URL(target, root).href : target);
    }
    return Promise.resolve(undefined);
  }

  async load({ path = "" }: Module, type: string | undefined): Promise<Source> {
    const loader = loaderBy(loaderOf(path), { type, required: true });
    const contents = loader === "binary" ? await readRegular(path) : await readRegularText(path);
    return { contents, loader };
  }
}

/** The plugin's own file must be a module: told before anything is said of the package that it lies in. */
async function checkEntry(path: string): Promise<void> {
  if ((await Deno.stat(path)).isDirectory) {
    const module = await moduleIn(path);
    throw new Refusal(
      `"${path}" is a folder, wanted a module`,
      `name the module in it${module === null ? "" : `: ${module}`}`,
    );
  }
  await checkRegular(path);
  if (loaderOf(path) !== undefined) return;
  throw new Refusal(`"${path}" is no module, wanted a file that ends in ${MODULE_ENDINGS}`);
}

/** The module that a folder is most likely named for. */
async function moduleIn(folder: string): Promise<string | null> {
  for (const name of ["mod.ts", "mod.js", "main.ts", "index.ts", "index.js"]) {
    const path = `${folder}/${name}`;
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return null;
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    const hint = loaderOf(path) === undefined ? "write the whole name, with its ending" : undefined;
    throw new Refusal(`no such file "${path}"`, hint, cause);
  }
}
