/**
 * The command line as data: every flag is checked here, and only here.
 *
 * @module
 */
import type { Command } from "./command.ts";
import type { Setting } from "../loading/chain_options.ts";
import { checkRunOptions } from "../run/run_options.ts";
import { ScrimError } from "../base/errors.ts";
import type { FlagName } from "../settings/flags.ts";
import { renameFormerFlags } from "../settings/former_flags.ts";
import { type FlagValues, parseFlags } from "../settings/parse.ts";
import { refuseFlag } from "../settings/values.ts";
import { MASK_NUMBERS, type MaskOptions } from "../masks/mask_controls.ts";
import { toSize } from "./sizes.ts";
import { descriptorOf } from "../io/place.ts";
import { isSubcommand, readCompletions, readDoctor, readNew } from "./subcommands.ts";
import { readService } from "./service/read.ts";

function toNumber(flag: FlagName, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isNaN(value) ? refuseFlag(flag, text, "a number") : value;
}

/** Names between commas; `\,` is a comma in a path. */
function toChain(flag: FlagName, text: string): readonly string[] {
  if (text === "") return [];
  const names = text.split(/(?<!\\),/).map((name) => name.replaceAll("\\,", ",").trim());
  return names.includes("") ? refuseFlag(flag, text, "names or paths with commas between") : names;
}

function toSetting(text: string): Setting {
  const match = /^([^.=]+)\.([^.=]+)=([\s\S]*)$/.exec(text);
  if (!match) return refuseFlag("set", text, "plugin.option=value, such as blur.radius=40");
  return { plugin: match[1], option: match[2], value: match[3] };
}

/** The flags of the mask's controls; only those that were given. */
function toMask(values: FlagValues): { mask?: Partial<MaskOptions> } {
  const mask: { -readonly [K in keyof MaskOptions]?: MaskOptions[K] } = {};
  for (const name of MASK_NUMBERS) {
    const flag = `mask-${name}` as const;
    const value = toNumber(flag, values[flag]);
    if (value !== undefined) mask[name] = value;
  }
  const refine = values["mask-refine"];
  if (refine !== undefined) mask.refine = refine === "on";
  return Object.keys(mask).length > 0 ? { mask } : {};
}

function toControls(
  values: readonly string[],
): { controls?: { readonly [name: string]: string } } {
  if (values.length === 0) return {};
  const pairs = values.map((text) => {
    const match = /^([^=]+)=([\s\S]+)$/.exec(text);
    return match
      ? [match[1].trim(), match[2]]
      : refuseFlag("control", text, "NAME=VALUE, such as brightness=128");
  });
  return { controls: Object.fromEntries(pairs) };
}

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
  args.forEach(checkUtf8);
  const { args: renamed, notes } = renameFormerFlags(args);
  return { ...read(renamed), notes };
}

/** What Deno hands over in place of bytes that are no UTF-8. A name with it names nothing, or another file. */
const NO_UTF8 = "\ufffd";

function checkUtf8(arg: string): void {
  if (!arg.includes(NO_UTF8)) return;
  throw new ScrimError(`Cannot use "${arg}": it has bytes that are not UTF-8, at each ${NO_UTF8}`, {
    code: "USAGE",
    hint: "rename the file, or give a symbolic link to it that has another name",
  });
}

function read(args: readonly string[]): Command {
  const [first = "", ...rest] = args;
  const asksHelp = rest.some((arg) => arg === "--help" || arg === "-h");
  if (asksHelp && isSubcommand(first)) return { ...readArgs(["--help"]), helpOf: first };
  if (first === "new") return { ...readArgs([]), action: "new", created: readNew(rest) };
  if (first === "doctor") return { ...readArgs([]), action: "doctor", doctor: readDoctor(rest) };
  if (first === "completions") {
    return { ...readArgs([]), action: "completions", completed: readCompletions(rest) };
  }
  if (first === "service") {
    return { ...readArgs([]), action: "service", service: readService(rest, readArgs) };
  }
  const values = parseFlags(args);
  const list = LISTS.find((name) => values[name]);
  const options: Command["options"] = {
    plugins: [
      ...(values.mirror ? ["mirror"] : []),
      ...values.plugins.flatMap((text) => toChain("plugins", text)),
    ],
    settings: values.set.map(toSetting),
    trust: values.trust.flatMap((text) => toChain("trust", text)),
    watch: values.watch,
    reload: values.reload,
    input: values.input,
    inputFormat: values["input-format"],
    output: values.output,
    codec: values.codec,
    outputFormat: values["output-format"],
    size: toSize(values.size),
    fps: toNumber("fps", values.fps),
    frames: toNumber("frames", values.frames),
    model: values.model,
    quality: values.quality,
    maskSync: values["mask-sync"],
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
  const stats = values.stats ?? "none";
  if (stats === "json" && descriptorOf(options.output, "output") === 1) {
    refuseFlag(
      "stats",
      "json",
      `text while --output ${options.output} writes the picture to stdout`,
    );
  }
  const explain = values.explain ?? "text";
  const listDevices = values["list-devices"] ?? "text";
  const action = list ?? (values.explain === undefined ? "run" : "explain");
  return {
    action,
    options,
    stats,
    explain,
    listDevices,
    created: null,
    doctor: "text",
    notes: [],
    verbose: values.verbose,
  };
}
