/**
 * Whether what a program hands to `run()` has the fields and types of `RunOptions`: programs without type checking, and options
 * from JSON, get a message in place of a TypeError or of an option that is silently ignored.
 *
 * @module
 */
import type { RunOptions } from "./run_options.ts";
import { ScrimError } from "../base/errors.ts";
import { shown } from "../base/format_value.ts";

type Fields = { readonly [key: string]: unknown };

interface Kind {
  /** What is wanted, for messages. */
  readonly wanted: string;
  fits(value: unknown): boolean;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Kind = { wanted: "a string", fits: (value) => typeof value === "string" };
const number: Kind = { wanted: "a number", fits: (value) => typeof value === "number" };
const flag: Kind = { wanted: "true or false", fits: (value) => typeof value === "boolean" };
const call: Kind = { wanted: "a function", fits: (value) => typeof value === "function" };
const fields: Kind = { wanted: "an object", fits: isFields };

/** An object with these fields, and perhaps others. */
const having = (wanted: string, needed: { readonly [key: string]: Kind }): Kind => ({
  wanted,
  fits: (value) =>
    isFields(value) && Object.entries(needed).every(([key, kind]) => kind.fits(value[key])),
});

/** One of several kinds. */
const either = (...kinds: readonly Kind[]): Kind => ({
  wanted: kinds.map(({ wanted }) => wanted).join(" or "),
  fits: (value) => kinds.some((kind) => kind.fits(value)),
});

const KINDS = {
  plugins: { wanted: "a list", fits: Array.isArray },
  trust: { wanted: "a list", fits: Array.isArray },
  watch: flag,
  reload: flag,
  settings: { wanted: "a list", fits: Array.isArray },
  input: either(text, call),
  inputFormat: text,
  output: either(text, having("an object with layout, live and open()", { open: call })),
  size: having("{ width, height } in pixels", { width: number, height: number }),
  fps: number,
  frames: number,
  model: text,
  quality: text,
  maskSync: text,
  maskEvery: number,
  mask: fields,
  buffers: number,
  controls: fields,
  outputFormat: text,
  codec: text,
  preview: number,
  ffi: flag,
  progress: call,
  onStats: call,
  onFinishing: call,
  onPreview: call,
  log: having("an object with info(), warn() and debug()", { info: call, warn: call, debug: call }),
  pause: fields,
  alwaysOn: flag,
  signal: { wanted: "an AbortSignal", fits: (value) => value instanceof AbortSignal },
} satisfies { readonly [Option in keyof Required<RunOptions>]: Kind };

/** What the entries of the lists are. */
const ENTRIES: { readonly [option: string]: Kind } = {
  plugins: either(
    { wanted: 'a name, as in ["blur"],', fits: text.fits },
    having("{ plugin, options }", { plugin: either(text, fields) }),
  ),
  trust: text,
  settings: having("{ plugin, option, value }, all strings", {
    plugin: text,
    option: text,
    value: text,
  }),
};

function refuse(subject: string, value: unknown, wanted: string): never {
  throw new ScrimError(`Cannot use ${subject} ${shown(value)}: wanted ${wanted}`, {
    code: "USAGE",
    hint: "see RunOptions for every option",
  });
}

function near(name: string): string {
  const likely = Object.keys(KINDS).filter((known) =>
    known.toLowerCase().startsWith(name.slice(0, 3).toLowerCase())
  );
  return likely.length ? `; did you mean ${likely.join(" or ")}` : "";
}

/**
 * Checks the fields of `options` and their types; what the values mean is checked where they are used.
 *
 * @throws {ScrimError} `USAGE` naming the field, its value and what is wanted
 */
export function checkRunShape(options: RunOptions): void {
  if (!isFields(options)) refuse("the options", options, "an object");
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(KINDS, name)) {
      throw new ScrimError(`Cannot use option "${name}": there is none of this name${near(name)}`, {
        code: "USAGE",
        hint: "see RunOptions for every option",
      });
    }
    if (value === undefined) continue;
    const kind: Kind = KINDS[name as keyof typeof KINDS];
    if (!kind.fits(value)) refuse(name, value, kind.wanted);
    if (!Array.isArray(value)) continue;
    for (const [i, entry] of value.entries()) {
      if (!ENTRIES[name].fits(entry)) refuse(`${name}[${i}]`, entry, ENTRIES[name].wanted);
    }
  }
}
