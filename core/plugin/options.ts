/**
 * Option schemas: the types of a plugin's options and their defaults. Parses text from the command line to values.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { COLOR_NAMES } from "./color_names.ts";
import { plainPath } from "../base/plain_path.ts";
import { shown } from "../base/format_value.ts";

/** An RGB colour. */
export interface Rgb {
  /** Red, 0..255. */
  readonly r: number;
  /** Green, 0..255. */
  readonly g: number;
  /** Blue, 0..255. */
  readonly b: number;
}

/** A place in the picture, in fractions of the picture (0..1). The origin is the upper left corner. */
export interface Point {
  /** 0 (left) to 1 (right). */
  readonly x: number;
  /** 0 (top) to 1 (bottom). */
  readonly y: number;
}

/** The declaration of an option. `summary` is one line without a final period. */
export type OptionSpec =
  | {
    readonly type: "number";
    readonly default: number;
    /** The minimum. */
    readonly min: number;
    /** The maximum. */
    readonly max: number;
    /** Allowed values are `min` plus a multiple of `step`. Default: any value from `min` to `max`. */
    readonly step?: number;
    /** The unit for listings and messages: `px`, `%`, `ms`, … */
    readonly unit?: string;
    readonly summary: string;
  }
  | { readonly type: "boolean"; readonly default: boolean; readonly summary: string }
  | {
    readonly type: "choice";
    readonly default: string;
    readonly choices: readonly string[];
    readonly summary: string;
  }
  /** The default is `#rrggbb`, or `null` for not set. */
  | { readonly type: "color"; readonly default: string | null; readonly summary: string }
  /** On the command line, `x,y` in fractions of the picture. */
  | { readonly type: "point"; readonly default: Point; readonly summary: string }
  /** A path relative to Scrim's working directory. Always optional. */
  | { readonly type: "file"; readonly default: null; readonly summary: string };

/** A plugin's options by name. */
export type OptionSchema = { readonly [name: string]: OptionSpec };

/** The value of an option of any type. */
export type OptionValue = number | boolean | string | Rgb | Point | null;

/** The type of an option's value, derived from its spec: for example `Rgb` for a colour and the choices for a choice. */
export type OptionValueOf<O extends OptionSpec> = O extends { type: "number" } ? number
  : O extends { type: "boolean" } ? boolean
  : O extends { type: "choice"; choices: readonly (infer C)[] } ? C
  : O extends { type: "color"; default: null } ? Rgb | null
  : O extends { type: "color" } ? Rgb
  : O extends { type: "point" } ? Point
  : O extends { type: "file" } ? string | null
  : never;

/** The values of a schema's options by name. */
export type OptionValues<O extends OptionSchema = OptionSchema> = OptionSchema extends O
  ? { readonly [name: string]: OptionValue }
  : { readonly [K in keyof O]: OptionValueOf<O[K]> };

function refuse(subject: string, got: unknown, wanted: string): never {
  throw new ScrimError(`Cannot set ${subject} to ${shown(got)}: wanted ${wanted}`, {
    code: "USAGE",
    hint: "run with --list-plugins to see every option",
  });
}

/** Describes the allowed values of an option, for messages and listings. */
export function describeSpec(spec: OptionSpec): string {
  switch (spec.type) {
    case "number": {
      const unit = spec.unit ? ` ${spec.unit}` : "";
      const step = spec.step === 1 ? "a whole number " : spec.step ? `steps of ${spec.step} ` : "";
      return `${step}${spec.min}..${spec.max}${unit}`;
    }
    case "boolean":
      return "true or false";
    case "choice":
      return spec.choices.join(" or ");
    case "color":
      return "#rrggbb, #rgb or a name such as teal";
    case "point":
      return "x,y with both 0..1";
    case "file":
      return "a path";
  }
}

/** The six hexadecimal digits of `#rrggbb`, `#rgb` or a CSS colour name; `undefined` for any other text. */
function colorDigits(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  if (short) return short.slice(1).map((digit) => digit + digit).join("");
  return /^#([0-9a-f]{6})$/i.exec(text)?.[1] ?? COLOR_NAMES.get(text.toLowerCase());
}

function parseColor(subject: string, text: unknown, spec: OptionSpec): Rgb {
  const digits = colorDigits(text);
  if (digits === undefined) return refuse(subject, text, describeSpec(spec));
  const value = Number.parseInt(digits, 16);
  return { r: value >> 16, g: (value >> 8) & 255, b: value & 255 };
}

function parsePoint(subject: string, given: unknown, spec: OptionSpec): Point {
  const parts = typeof given === "string" ? given.split(",").map((text) => text.trim()) : [];
  const { x, y } = parts.length === 2 && !parts.includes("")
    ? { x: Number(parts[0]), y: Number(parts[1]) }
    : (given ?? {}) as Partial<Point>;
  const fits = (value: unknown): value is number =>
    typeof value === "number" && value >= 0 && value <= 1;
  return fits(x) && fits(y) ? Object.freeze({ x, y }) : refuse(subject, given, describeSpec(spec));
}

function checkNumber(
  subject: string,
  given: unknown,
  spec: OptionSpec & { type: "number" },
): number {
  const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof value === "number" && value >= spec.min && value <= spec.max) {
    const steps = spec.step ? (value - spec.min) / spec.step : 0;
    if (Math.abs(steps - Math.round(steps)) < 1e-9) return value;
  }
  return refuse(subject, given, describeSpec(spec));
}

function checkValue(subject: string, given: unknown, spec: OptionSpec): OptionValue {
  switch (spec.type) {
    case "number":
      return checkNumber(subject, given, spec);
    case "boolean":
      if (given === true || given === "true") return true;
      if (given === false || given === "false") return false;
      return refuse(subject, given, describeSpec(spec));
    case "choice":
      if (typeof given === "string" && spec.choices.includes(given)) return given;
      return refuse(subject, given, describeSpec(spec));
    case "color":
      return parseColor(subject, given, spec);
    case "point":
      return parsePoint(subject, given, spec);
    case "file":
      if (typeof given === "string" && given !== "") return plainPath(given);
      return refuse(subject, given, describeSpec(spec));
  }
}

/** Freezes a colour or point, because all users of the options share the same objects. */
function deepFreeze(value: OptionValue): OptionValue {
  return typeof value === "object" && value !== null ? Object.freeze(value) : value;
}

/**
 * Returns the value of every option of a schema: validates and parses the given values and fills in defaults. The result is
 * frozen.
 *
 * @param plugin the plugin's name, for messages
 * @param schema the plugin's options
 * @param given values by option name, each of the option's type or as text from the command line
 * @throws {ScrimError} `USAGE` when an option does not exist or a value is not allowed
 */
export function resolveOptions(
  plugin: string,
  schema: OptionSchema,
  given: { readonly [name: string]: unknown },
): OptionValues {
  const names = Object.keys(schema);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(schema, name)) {
      throw new ScrimError(
        `Cannot set "${plugin}.${name}": plugin "${plugin}" has ` +
          (names.length ? `only ${names.join(", ")}` : "no options"),
        { code: "USAGE", hint: "run with --list-plugins to see every option" },
      );
    }
  }
  const values: { [name: string]: OptionValue } = {};
  for (const name of names) {
    const spec = schema[name];
    const subject = `"${plugin}.${name}"`;
    const chosen = Object.hasOwn(given, name) ? given[name] : spec.default;
    values[name] = chosen === null && spec.default === null
      ? null
      : deepFreeze(checkValue(subject, chosen, spec));
  }
  return Object.freeze(values);
}
