/**
 * `new`: writes a plugin package that works.
 *
 * @module
 */
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describeError, ScrimError } from "../../base/errors.ts";
import { partialName } from "../../io/file_output.ts";
import type { Terminal } from "../terminal.ts";
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
  /** Names that the package cannot have: those of built-in filters. */
  readonly builtIn: readonly string[];
}

/** What JSR takes for a package, what a plugin may be called, and short enough for both. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 32;

function checkName(name: string, builtIn: readonly string[]): void {
  if (builtIn.includes(name)) {
    throw new ScrimError(`Cannot make plugin "${name}": a built-in filter has this name`, {
      code: "USAGE",
      hint: `give it another name, such as my-${name}`,
    });
  }
  if (NAME.test(name) && name.length <= LONGEST_NAME) return;
  throw new ScrimError(
    `Cannot make plugin "${name}": wanted a name of lower-case letters and digits, with single ` +
      `hyphens between, a letter first, at most ${LONGEST_NAME} long`,
    { code: "USAGE", hint: "such as my-filter" },
  );
}

function cannotMake(folder: string, reason: string, details: { hint?: string; cause?: unknown }) {
  return new ScrimError(`Cannot make folder "${folder}": ${reason}`, { code: "USAGE", ...details });
}

const taken = (folder: string, cause?: unknown): ScrimError =>
  cannotMake(folder, "it exists", {
    hint: "give another name, or another folder with --dir",
    cause,
  });

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false; // not there, or nobody may look: making it will tell
  }
}

/** A folder that gets its name when all is in it: a program that is killed leaves nothing half done under that name. */
async function makeWhole(folder: string, fill: (partial: string) => Promise<void>): Promise<void> {
  if (await exists(folder)) throw taken(folder);
  const partial = partialName(folder);
  try {
    await Deno.mkdir(partial);
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound;
    const reason = missing ? `there is no folder "${dirname(folder)}"` : describeError(cause);
    throw cannotMake(folder, reason, { cause });
  }
  try {
    await fill(partial);
    await Deno.rename(partial, folder);
  } catch (cause) {
    const kept = await Deno.remove(partial, { recursive: true }).then(
      () => "",
      (error) => `; what is in "${partial}" cannot be removed: ${describeError(error)}`,
    );
    if (await exists(folder)) throw taken(folder, cause); // somebody made it meanwhile
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
  const { name, from, version, builtIn } = wanted;
  checkName(name, builtIn);
  const folder = resolve(wanted.dir ?? name);
  const module = from.startsWith("file:") ? fileURLToPath(from) : null;
  const scrim = `jsr:@scrim/scrim@^${version}`;
  const files = packageFiles({
    name,
    scrim,
    packageName: `@you/scrim-${name}`,
    link: module === null ? null : wayTo(dirname(module), folder),
  });
  await makeWhole(folder, async (partial) => {
    for (const [file, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(partial, file), text, { createNew: true });
    }
  });

  const here = word(wayTo(folder, Deno.cwd()));
  const config = module === null ? "" : " --config deno.local.json";
  const start = `deno run -A ${module === null ? scrim : word(wayTo(module, Deno.cwd()))}`;
  terminal.out(`Made ${here} with ${Object.keys(files).join(", ")}. Now:

  (cd ${here} && deno test -A${config})
  ${start} --plugins ${here}/mod.ts --input demo --preview --watch
  (cd ${here} && deno publish --dry-run${config})`);
}
