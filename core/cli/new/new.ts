/**
 * `new`: writes a plugin package that works.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describeError, ScrimError } from "../../errors.ts";
import type { Terminal } from "../main.ts";
import { packageFiles } from "./templates.ts";

/** What `new` is asked for. */
export interface NewPlugin {
  /** Of the plugin. */
  readonly name: string;
  /** The folder to make. Default: the name, in the current folder. */
  readonly dir?: string;
  /** `import.meta.url` of Scrim's main module: the package is made for that Scrim. */
  readonly from: string;
  /** Scrim's version. */
  readonly version: string;
}

/** What JSR takes for a package, what a plugin may be called, and short enough for both. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 32;

function checkName(name: string): void {
  if (NAME.test(name) && name.length <= LONGEST_NAME) return;
  throw new ScrimError(
    `Cannot make plugin "${name}": wanted a name of lower-case letters and digits, with single ` +
      `hyphens between, a letter first, at most ${LONGEST_NAME} long`,
    { code: "USAGE", hint: "such as my-filter" },
  );
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder);
  } catch (cause) {
    if (cause instanceof Deno.errors.AlreadyExists) {
      throw new ScrimError(`Cannot make folder "${folder}": it exists`, {
        code: "USAGE",
        hint: "give another name, or another folder with --dir",
        cause,
      });
    }
    const missing = cause instanceof Deno.errors.NotFound;
    const reason = missing ? `there is no folder "${dirname(folder)}"` : describeError(cause);
    throw new ScrimError(`Cannot make folder "${folder}": ${reason}`, { code: "USAGE", cause });
  }
}

async function writeFiles(
  folder: string,
  files: { readonly [name: string]: string },
): Promise<void> {
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), text, { createNew: true });
    }
  } catch (cause) {
    const kept = await Deno.remove(folder, { recursive: true }).then(
      () => "",
      (error) => `; what is there already cannot be removed: ${describeError(error)}`,
    );
    throw new ScrimError(`Cannot write into "${folder}": ${describeError(cause)}${kept}`, {
      code: "USAGE",
      cause,
    });
  }
}

/** The shorter way to write a path: from a folder, unless it lies far from there. */
function wayTo(path: string, folder: string): string {
  const way = relative(folder, path);
  return way.startsWith("../..") ? path : way || ".";
}

/** As one word of a command. */
function word(text: string): string {
  return /^[\w./:@^-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Makes a folder with a plugin package: manifest, plugin, passing test, README. Says what can be done with it.
 *
 * @throws {ScrimError} `USAGE` for a name that cannot be used, a folder that exists or that cannot be written; nothing is
 * overwritten, nothing half done stays
 */
export async function newPlugin(wanted: NewPlugin, terminal: Pick<Terminal, "out">): Promise<void> {
  const { name, from, version } = wanted;
  checkName(name);
  const folder = resolve(wanted.dir ?? name);
  const module = from.startsWith("file:") ? fileURLToPath(from) : null;
  const scrim = `jsr:@scrim/scrim@^${version}`;
  const files = packageFiles({
    name,
    scrim,
    packageName: `@you/scrim-${name}`,
    start: `deno run -A ${module === null ? scrim : word(wayTo(module, folder))}`,
    link: module === null ? null : wayTo(dirname(module), folder),
  });
  await makeFolder(folder);
  await writeFiles(folder, files);

  const here = word(wayTo(folder, Deno.cwd()));
  const start = `deno run -A ${module === null ? scrim : word(wayTo(module, Deno.cwd()))}`;
  terminal.out(`Made ${here} with ${Object.keys(files).join(", ")}. Now:

  (cd ${here} && deno test -A)
  ${start} --plugins ${here}/mod.ts --input demo --preview --watch
  (cd ${here} && deno publish --dry-run)`);
}
