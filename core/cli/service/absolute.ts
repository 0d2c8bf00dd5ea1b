/**
 * Flags whose paths mean the same wherever a service starts.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { classifySpecifier } from "../../bundle/specifier.ts";
import { isAddress } from "../../io/ffmpeg/names.ts";
import { type PluginRegistry, unknownName } from "../../loader.ts";

/** What paths are told by. */
export interface PathTools {
  readonly registry: PluginRegistry;
  /** Where relative paths start, as a `file:` URL ending in `/`. */
  readonly base: string;
}

/** Words of `--input` and `--output` that are no files. */
const NO_FILES = ["auto", "demo", "none", "-"];

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

const path = (text: string, { base }: PathTools): string => resolve(fileURLToPath(base), text);

type Change = (value: string, tools: PathTools) => string | Promise<string>;

const CHANGES: Readonly<Record<string, Change>> = {
  plugins: chain,
  trust: chain,
  input: device,
  output: device,
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

function device(value: string, tools: PathTools): string {
  return NO_FILES.includes(value) || isAddress(value) ? value : path(value, tools);
}

async function setting(value: string, tools: PathTools): Promise<string> {
  const [, plugin, option, file] = /^([^.=]+)\.([^.=]+)=([\s\S]*)$/.exec(value) ?? [];
  if (!plugin || !Object.hasOwn(tools.registry, plugin)) return value;
  const { options = {} } = (await tools.registry[plugin]()).default;
  const isFile = Object.hasOwn(options, option) && options[option].type === "file" && file !== "";
  return isFile ? `${plugin}.${option}=${path(file, tools)}` : value;
}
