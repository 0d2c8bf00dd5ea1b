/**
 * The command line as data: every flag is checked here, and only here.
 *
 * @module
 */
import type { Command } from "./command.ts";
import { parseArgs } from "node:util";
import type { Setting } from "../loading/chain_options.ts";
import { checkRunOptions, refuseFlag } from "../run/run_options.ts";
import { OUTPUT_FORMATS, type OutputFormat } from "../io/output_options.ts";
import { INPUT_FORMATS } from "../io/input_options.ts";
import { ScrimError } from "../base/errors.ts";
import { MASK_NUMBERS, type MaskOptions } from "../masks/mask_controls.ts";
import { MASK_SYNCS, QUALITIES } from "../planner/sync_policy.ts";
import { toSize } from "./sizes.ts";
import { descriptorOf } from "../io/place.ts";
import { isSubcommand, readDoctor, readNew } from "./subcommands.ts";
import { readService } from "./service/read.ts";

const FLAGS = {
  plugins: { type: "string" },
  mirror: { type: "boolean", default: false },
  set: { type: "string", multiple: true },
  trust: { type: "string", multiple: true },
  watch: { type: "boolean", default: false },
  input: { type: "string", default: "auto" },
  "input-format": { type: "string" },
  output: { type: "string", default: "auto" },
  codec: { type: "string" },
  "output-format": { type: "string", default: "auto" },
  size: { type: "string" },
  fps: { type: "string" },
  frames: { type: "string" },
  model: { type: "string" },
  quality: { type: "string" },
  "mask-sync": { type: "string" },
  "mask-every": { type: "string" },
  "mask-threshold": { type: "string" },
  "mask-softness": { type: "string" },
  "mask-dilate": { type: "string" },
  "mask-smoothing": { type: "string" },
  "mask-refine": { type: "string" },
  buffers: { type: "string" },
  "always-on": { type: "boolean", default: false },
  control: { type: "string", multiple: true },
  preview: { type: "string" },
  stats: { type: "string" },
  "no-ffi": { type: "boolean", default: false },
  explain: { type: "string" },
  "list-devices": { type: "string" },
  "list-controls": { type: "boolean", default: false },
  "list-layers": { type: "boolean", default: false },
  "list-plugins": { type: "boolean", default: false },
  verbose: { type: "boolean", short: "v", default: false },
  version: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The name of every flag. */
export const FLAG_NAMES: readonly string[] = Object.keys(FLAGS);

/** Flags whose value may be left out: parseArgs knows no such thing, so the value is put in. */
const OPTIONAL_VALUE: Readonly<Record<string, string>> = {
  "--stats": "--stats=text",
  "--explain": "--explain=text",
  "--preview": "--preview=0",
  "--list-devices": "--list-devices=text",
};

/** Flags that may be given more than once. */
const REPEATED: ReadonlySet<string> = new Set(["set", "trust", "control"]);

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
    const dashed = /^Option '--([^' ]*)[^']*' argument is ambiguous/.exec(cause.message)?.[1];
    const message = dashed !== undefined
      ? `Cannot use --${dashed}: its value is missing or begins with a dash; write --${dashed}=VALUE`
      : unknown === undefined
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
    if (token.kind !== "option" || REPEATED.has(token.name)) continue;
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

function toOptional<T extends string>(
  flag: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  return text === undefined ? undefined : toChoice(flag, text, choices);
}

/** The flags of the mask's controls; only those that were given. */
function toMask(values: ReturnType<typeof parseTokens>): { mask?: Partial<MaskOptions> } {
  const mask: { -readonly [K in keyof MaskOptions]?: MaskOptions[K] } = {};
  for (const name of MASK_NUMBERS) {
    const flag = `mask-${name}` as const;
    const value = toNumber(flag, values[flag]);
    if (value !== undefined) mask[name] = value;
  }
  const refine = toOptional("mask-refine", values["mask-refine"], ["on", "off"] as const);
  if (refine !== undefined) mask.refine = refine === "on";
  return Object.keys(mask).length > 0 ? { mask } : {};
}

function toControls(
  values: readonly string[] | undefined,
): { controls?: { readonly [name: string]: string } } {
  if (values === undefined) return {};
  const pairs = values.map((text) => {
    const match = /^([^=]+)=([\s\S]+)$/.exec(text);
    return match
      ? [match[1].trim(), match[2]]
      : refuseFlag("control", text, "NAME=VALUE, such as brightness=128");
  });
  return { controls: Object.fromEntries(pairs) };
}

function toTrust(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => toChain(value));
}

/** How something is told: to people or to programs. */
const FORMS = ["text", "json"] as const;

const LISTS = [
  "help",
  "version",
  "list-devices",
  "list-controls",
  "list-layers",
  "list-plugins",
] as const;

/**
 * Reads a command line.
 *
 * @param args without the program's name
 * @throws {ScrimError} `USAGE` naming the flag, the value and what is allowed
 */
export function readArgs(args: readonly string[]): Command {
  const [first = "", ...rest] = args;
  const asksHelp = rest.some((arg) => arg === "--help" || arg === "-h");
  if (asksHelp && isSubcommand(first)) return { ...readArgs(["--help"]), helpOf: first };
  if (first === "new") return { ...readArgs([]), action: "new", created: readNew(rest) };
  if (first === "doctor") return { ...readArgs([]), action: "doctor", doctor: readDoctor(rest) };
  if (first === "service") {
    return { ...readArgs([]), action: "service", service: readService(rest, readArgs) };
  }
  const values = parse(args);
  const list = LISTS.find((name) => values[name]);
  const options: Command["options"] = {
    plugins: [...(values.mirror ? ["mirror"] : []), ...toChain(values.plugins)],
    settings: (values.set ?? []).map(toSetting),
    trust: toTrust(values.trust ?? []),
    watch: values.watch,
    input: values.input,
    inputFormat: toOptional("input-format", values["input-format"], INPUT_FORMATS),
    output: values.output,
    codec: values.codec,
    outputFormat: toChoice<OutputFormat>("output-format", values["output-format"], OUTPUT_FORMATS),
    size: toSize(values.size),
    fps: toNumber("fps", values.fps),
    frames: toNumber("frames", values.frames),
    model: values.model,
    quality: toOptional("quality", values.quality, QUALITIES),
    maskSync: toOptional("mask-sync", values["mask-sync"], MASK_SYNCS),
    maskEvery: toNumber("mask-every", values["mask-every"]),
    ...toMask(values),
    buffers: toNumber("buffers", values.buffers),
    alwaysOn: values["always-on"],
    ...toControls(values.control),
    preview: toNumber("preview", values.preview),
    ffi: !values["no-ffi"],
  };
  checkRunOptions(options);
  for (const flag of ["input", "output", "model"] as const) {
    if (options[flag] === "") refuseFlag(flag, "", "a value");
  }
  const stats = values.stats === undefined ? "none" : toChoice("stats", values.stats, FORMS);
  if (stats === "json" && descriptorOf(options.output, "output") === 1) {
    refuseFlag(
      "stats",
      "json",
      `text while --output ${options.output} writes the picture to stdout`,
    );
  }
  const explain = toChoice("explain", values.explain ?? "text", FORMS);
  const listDevices = toChoice("list-devices", values["list-devices"] ?? "text", FORMS);
  const action = list ?? (values.explain === undefined ? "run" : "explain");
  return {
    action,
    options,
    stats,
    explain,
    listDevices,
    created: null,
    doctor: "text",
    verbose: values.verbose,
  };
}
