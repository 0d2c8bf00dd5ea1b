/**
 * The command line as data: every flag is checked here, and only here.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { RunOptions, Setting } from "../config.ts";
import { checkRunOptions, OUTPUT_FORMATS, type OutputFormat, refuseFlag } from "../config.ts";
import { ScrimError } from "../errors.ts";

/** What the command line asks for. */
export interface Command {
  readonly action: "run" | "explain" | "help" | "version" | "list-devices" | "list-plugins";
  readonly options: Omit<RunOptions, "log" | "signal" | "input" | "output"> & {
    readonly input: string;
    readonly output: string;
  };
  readonly stats: "none" | "text" | "json";
  readonly verbose: boolean;
}

const FLAGS = {
  plugins: { type: "string" },
  set: { type: "string", multiple: true },
  input: { type: "string", default: "auto" },
  output: { type: "string", default: "auto" },
  "output-format": { type: "string", default: "auto" },
  size: { type: "string" },
  fps: { type: "string" },
  frames: { type: "string" },
  model: { type: "string" },
  buffers: { type: "string" },
  preview: { type: "string" },
  stats: { type: "string" },
  "no-ffi": { type: "boolean", default: false },
  explain: { type: "boolean", default: false },
  "list-devices": { type: "boolean", default: false },
  "list-plugins": { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  version: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The name of every flag. */
export const FLAG_NAMES: readonly string[] = Object.keys(FLAGS);

/** Flags whose value may be left out: parseArgs knows no such thing, so the value is put in. */
const OPTIONAL_VALUE: Readonly<Record<string, string>> = {
  "--stats": "--stats=text",
  "--preview": "--preview=0",
};

function closest(name: string): string {
  const near = FLAG_NAMES.filter((flag) =>
    flag.startsWith(name.slice(0, 3)) || name.includes(flag)
  );
  return near.length ? `; did you mean ${near.map((flag) => `--${flag}`).join(" or ")}` : "";
}

function parse(args: readonly string[]): ReturnType<typeof parseTokens> {
  try {
    return parseTokens(args);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const unknown = /^Unknown option '--?([^']*)'/.exec(cause.message)?.[1];
    const message = unknown === undefined
      ? `Cannot read the command line: ${cause.message.split(/\.?(?:\s|$)(?=This|To|$)/)[0]}`
      : `Cannot use --${unknown}: there is no such flag${closest(unknown)}`;
    throw new ScrimError(message, {
      code: "USAGE",
      hint: "run with --help to see every flag",
      cause,
    });
  }
}

function parseTokens(args: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: args.map((arg) => OPTIONAL_VALUE[arg] ?? arg),
    options: FLAGS,
    strict: true,
    allowPositionals: false,
    tokens: true,
  });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option" || token.name === "set") continue;
    if (seen.has(token.name)) {
      throw new ScrimError(`Cannot use --${token.name} twice: give it once`, { code: "USAGE" });
    }
    seen.add(token.name);
  }
  return values;
}

function toNumber(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isNaN(value) ? refuseFlag(flag, text, "a number") : value;
}

function toSize(text: string | undefined): RunOptions["size"] {
  if (text === undefined) return undefined;
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) return refuseFlag("size", text, "WIDTHxHEIGHT, such as 1280x720");
  return { width: Number(match[1]), height: Number(match[2]) };
}

function toChain(text: string | undefined): readonly string[] {
  if (text === undefined || text === "") return [];
  const names = text.split(",").map((name) => name.trim());
  return names.includes("")
    ? refuseFlag("plugins", text, "names or paths with commas between")
    : names;
}

function toSetting(text: string): Setting {
  const match = /^([^.=]+)\.([^.=]+)=([\s\S]*)$/.exec(text);
  if (!match) return refuseFlag("set", text, "plugin.option=value, such as blur.radius=40");
  return { plugin: match[1], option: match[2], value: match[3] };
}

function toChoice<T extends string>(flag: string, text: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text);
  return found ?? refuseFlag(flag, text, choices.join(" or "));
}

/**
 * Reads a command line.
 *
 * @param args without the program's name
 * @throws {ScrimError} `USAGE` naming the flag, the value and what is allowed
 */
export function readArgs(args: readonly string[]): Command {
  const values = parse(args);
  const actions = (["help", "version", "list-devices", "list-plugins", "explain"] as const)
    .filter((name) => values[name]);
  const options: Command["options"] = {
    plugins: toChain(values.plugins),
    settings: (values.set ?? []).map(toSetting),
    input: values.input,
    output: values.output,
    outputFormat: toChoice<OutputFormat>("output-format", values["output-format"], OUTPUT_FORMATS),
    size: toSize(values.size),
    fps: toNumber("fps", values.fps),
    frames: toNumber("frames", values.frames),
    model: values.model,
    buffers: toNumber("buffers", values.buffers),
    preview: toNumber("preview", values.preview),
    ffi: !values["no-ffi"],
  };
  checkRunOptions(options);
  for (const flag of ["input", "output", "model"] as const) {
    if (options[flag] === "") refuseFlag(flag, "", "a value");
  }
  const stats = values.stats === undefined
    ? "none"
    : toChoice("stats", values.stats, ["text", "json"] as const);
  if (stats === "json" && options.output === "-") {
    refuseFlag("stats", "json", "text while --output - writes the picture to stdout");
  }
  return { action: actions[0] ?? "run", options, stats, verbose: values.verbose };
}
