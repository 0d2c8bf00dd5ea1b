/**
 * Values of the plugin as text: what it throws, declares and answers.
 *
 * @module
 */
import { type Fault, MARK } from "../protocol.ts";
import { toJson } from "./intrinsics.ts";

const LONGEST_TEXT = 2000;
const LONGEST_STACK = 8000;
/** What a plugin says about itself is a few kilobytes. */
const LONGEST_VALUE = 1 << 20;

function text(read: () => unknown, longest: number): string {
  try {
    const value = read();
    return typeof value === "string" ? cut(value, longest) : "";
  } catch {
    return ""; // a getter of the plugin's that throws: it has nothing to say
  }
}

function cut(value: string, longest: number): string {
  let short = "";
  for (let index = 0; index < value.length && index < longest; index++) short += value[index];
  return short;
}

function plain(thrown: unknown): string {
  try {
    return cut(`${thrown as string}`, LONGEST_TEXT);
  } catch {
    return "something that cannot be shown";
  }
}

/** Anything thrown, however hostile, as the JSON of a {@linkcode Fault}. */
export function describe(thrown: unknown): string {
  const error = thrown as { name?: unknown; message?: unknown; stack?: unknown; hint?: unknown };
  const message = text(() => error.message, LONGEST_TEXT);
  const hint = text(() => error.hint, LONGEST_TEXT);
  const fault: Fault & { readonly __proto__: null } = {
    __proto__: null, // or a plugin's `toJSON` would be found
    name: text(() => error.name, 100),
    message: message === "" ? plain(thrown) : message,
    stack: text(() => error.stack, LONGEST_STACK),
    ...(hint === "" ? {} : { hint }),
  };
  return toJson(fault);
}

/** Anything thrown, in one line. */
export function shortly(thrown: unknown): string {
  const message = text(() => (thrown as { message?: unknown }).message, LONGEST_TEXT);
  return message === "" ? plain(thrown) : message;
}

function unspeakable(_key: string, value: unknown): unknown {
  if (typeof value === "function") return `${MARK}function`;
  if (typeof value !== "number") return value;
  if (value !== value) return `${MARK}NaN`;
  if (value === 1 / 0) return `${MARK}Infinity`;
  return value === -1 / 0 ? `${MARK}-Infinity` : value;
}

/**
 * Any value as JSON, with marks for what JSON cannot say.
 *
 * @throws {TypeError} for what has no end or no form; {RangeError} for more than a megabyte
 */
export function valueJson(value: unknown): string {
  const json = toJson(value === undefined ? null : value, unspeakable);
  if (typeof json !== "string") throw new TypeError("it is nothing that can be told");
  if (json.length > LONGEST_VALUE) throw new RangeError(`it takes ${json.length} characters`);
  return json;
}
