/**
 * Reads flags as the table has them.
 *
 * @module
 */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { ScrimError } from "../base/errors.ts";
import { FLAG_NAMES, type FlagName, flagOf, type FLAGS } from "./flags.ts";
import { checkChoice } from "./values.ts";

/** A value of one flag: one of its choices, or any text. */
type Value<F> = F extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;

/** The values of flags as they were written; flags without a value are `true` or `false`. */
export type FlagValues = {
  readonly [Name in FlagName]: typeof FLAGS[Name] extends { readonly repeated: true }
    ? readonly string[]
    : typeof FLAGS[Name] extends { readonly default: string } ? Value<typeof FLAGS[Name]>
    : typeof FLAGS[Name] extends { readonly value: string } ? Value<typeof FLAGS[Name]> | undefined
    : boolean;
};

function closest(name: string): string {
  const near = FLAG_NAMES.filter((flag) =>
    flag.startsWith(name.slice(0, 3)) || name.includes(flag)
  );
  return near.length ? `; did you mean ${near.map((flag) => `--${flag}`).join(" or ")}` : "";
}

/** `node:util` says in its own words what it cannot read; this says it in ours. */
function unreadable(cause: TypeError): ScrimError {
  const unknown = /^Unknown option '--?([^']*)'/.exec(cause.message)?.[1];
  const dashed = /^Option '--([^' ]*)[^']*' argument is ambiguous/.exec(cause.message)?.[1];
  const message = dashed !== undefined
    ? `Cannot use --${dashed}: its value is missing or begins with a dash; write --${dashed}=VALUE`
    : unknown === undefined
    ? `Cannot read the command line: ${cause.message.split(/\.?(?:\s|$)(?=This|To|$)/)[0]}`
    : `Cannot use --${unknown}: there is no such flag${closest(unknown)}`;
  return new ScrimError(message, {
    code: "USAGE",
    hint: "run with --help to see every flag",
    cause,
  });
}

/** The table in the form that `parseArgs` takes. */
function parserOptions(): NonNullable<ParseArgsConfig["options"]> {
  return Object.fromEntries(FLAG_NAMES.map((name) => {
    const { value, short, repeated = false } = flagOf(name);
    const type = value === undefined ? "boolean" as const : "string" as const;
    return [name, { type, multiple: repeated, ...(short === undefined ? {} : { short }) }];
  }));
}

/** `--preview` becomes `--preview=0`: `parseArgs` knows no values that may be left out. */
function withValue(arg: string): string {
  const flag = FLAG_NAMES.find((name) => `--${name}` === arg);
  const bare = flag && flagOf(flag).bare;
  return bare === undefined ? arg : `${arg}=${bare}`;
}

/**
 * Reads flags. Checks that they exist, that each is given once unless it may be repeated, and that values are among the choices.
 *
 * @param args without the program's name
 * @throws {ScrimError} `USAGE` naming the flag
 */
export function parseFlags(args: readonly string[]): FlagValues {
  const read = () =>
    parseArgs({
      args: args.map(withValue),
      options: parserOptions(),
      strict: true,
      allowPositionals: false,
      tokens: true,
    });
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read();
  } catch (cause) {
    throw cause instanceof TypeError ? unreadable(cause) : cause;
  }
  const seen = new Set<string>();
  for (const token of parsed.tokens) {
    if (token.kind !== "option" || flagOf(token.name as FlagName).repeated) continue;
    if (seen.has(token.name)) {
      throw new ScrimError(`Cannot use --${token.name} twice: give it once`, { code: "USAGE" });
    }
    seen.add(token.name);
  }
  const values: { [name: string]: unknown } = Object.fromEntries(FLAG_NAMES.map((name) => {
    const { value, repeated, default: absent } = flagOf(name);
    const given = parsed.values[name] ?? absent;
    if (typeof given === "string") checkChoice(name, given);
    return [name, given ?? (repeated ? [] : value === undefined ? false : undefined)];
  }));
  return values as FlagValues;
}
