/**
 * Flags whose paths mean the same wherever a service starts.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { classifySpecifier } from "../../bundle/specifier.ts";
import { hasEnding } from "../../devices/find_device.ts";
import { type PluginRegistry, unknownName } from "../../loading/loader.ts";
import { placeOf } from "../../io/place.ts";
import { plainPath } from "../../base/plain_path.ts";

/** What paths are told by. */
export interface PathTools {
  readonly registry: PluginRegistry;
  /** Where relative paths start, as a `file:` URL ending in `/`. */
  readonly base: string;
}

/**
 * The same flags with absolute paths: plugins, input, output, model, and options of built-in plugins that are files.
 *
 * @param args flags that `readArgs` has accepted
 * @throws {ScrimError} `USAGE` for a plugin that is neither built in nor a path or address
 */
export async function absoluteArgs(
  args: readonly string[],
  tools: PathTools,
): Promise<readonly string[]> {
  const made: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, name = "", inline] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(args[i]) ?? [];
    if (!Object.hasOwn(CHANGES, name)) {
      made.push(args[i]);
      continue;
    }
    const value = inline ?? args[++i];
    made.push(`--${name}=${await CHANGES[name](value, tools)}`);
  }
  return made;
}

const path = (text: string, { base }: PathTools): string =>
  resolve(fileURLToPath(base), plainPath(text));

type Change = (value: string, tools: PathTools) => string | Promise<string>;

const CHANGES: Readonly<Record<string, Change>> = {
  plugins: chain,
  trust: chain,
  input: (value, tools) => place(value, "input", tools),
  output: (value, tools) => place(value, "output", tools),
  model: (value, tools) => value.endsWith(".tflite") ? path(value, tools) : value,
  set: setting,
};

function chain(value: string, tools: PathTools): string {
  const names = value === "" ? [] : value.split(",").map((name) => name.trim());
  return names.map((name) => {
    if (Object.hasOwn(tools.registry, name)) return name;
    const { kind } = classifySpecifier(name, tools.base);
    if (kind === "name") throw unknownName(name, tools.registry);
    if (kind !== "path" || /^file:/i.test(name)) return name;
    const whole = path(name, tools);
    // Commas part plugins, and spaces round them are cut off; an address has other words for both.
    return /,|\s$/.test(whole) ? pathToFileURL(whole).href.replaceAll(",", "%2C") : whole;
  }).join(",");
}

/** A file's path becomes whole; words, names of devices and addresses stay. A file goes before a device of its name. */
function place(value: string, flag: "input" | "output", tools: PathTools): string {
  const found = placeOf(value, flag);
  if (found.kind !== "file") return value;
  const whole = path(value, tools);
  const mayBeName = found.perhapsName && !hasEnding(value);
  return mayBeName && !isThere(whole) ? value : whole;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

async function setting(value: string, tools: PathTools): Promise<string> {
  const [, plugin, option, file] = /^([^.=]+)\.([^.=]+)=([\s\S]*)$/.exec(value) ?? [];
  if (!plugin || !Object.hasOwn(tools.registry, plugin)) return value;
  const { options = {} } = (await tools.registry[plugin]()).default;
  const isFile = Object.hasOwn(options, option) && options[option].type === "file" && file !== "";
  return isFile ? `${plugin}.${option}=${path(file, tools)}` : value;
}
