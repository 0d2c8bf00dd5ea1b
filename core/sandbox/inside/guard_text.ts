/**
 * Keeps text away from functions of V8's that end the whole process, or take gigabytes, when it is huge: those that make a
 * list out of a text (`"x".repeat(2 ** 28).split("")` is a fatal error of V8 15), and the compiler of regular expressions
 * (a pattern of 100 MB takes 8 GB). Found by trying; `tests/core/sandbox/memory_test.ts` has them all.
 *
 * @module
 */
import { apply, construct, define } from "./intrinsics.ts";

/** V8's lists hold 2^27 things; no honest text comes near. */
const LONGEST_TEXT = 2 ** 26;
const LONGEST_PATTERN = 2 ** 16;

type AnyFunction = (...args: unknown[]) => unknown;

function limited(text: string, longest: number): string {
  if (text.length <= longest) return text;
  throw new RangeError(`Invalid string length: at most ${longest} here, in the sandbox`);
}

/** Replaces a method by one that limits the text it works on: its `this`, or (of regular expressions) its argument. */
function limitMethod(
  holder: object,
  name: string | symbol,
  change: (self: unknown, args: unknown[]) => unknown,
): void {
  const original = (holder as { [name: string | symbol]: AnyFunction })[name];
  const label = typeof name === "symbol" ? `[${name.description}]` : name;
  const replaced = {
    [label](this: unknown, ...args: unknown[]): unknown {
      const self = change(this, args);
      return apply(original, self, args);
    },
  }[label];
  define(holder, name, { value: replaced, writable: true, configurable: true });
}

/** A pattern as a text of bearable length, unless it is a regular expression already. */
function patternOf(pattern: unknown, isExpression: (value: unknown) => boolean): unknown {
  if (pattern === undefined || isExpression(pattern)) return pattern;
  return limited(`${pattern as string}`, LONGEST_PATTERN);
}

function limitConstructor(isExpression: (value: unknown) => boolean): void {
  const original = RegExp;
  const replaced = new Proxy(original, {
    apply(target, self, args) {
      args[0] = patternOf(args[0], isExpression);
      return apply(target, self, args);
    },
    construct(target, args, newTarget) {
      args[0] = patternOf(args[0], isExpression);
      return construct(target, args, newTarget);
    },
  });
  define(RegExp.prototype, "constructor", { value: replaced, writable: true, configurable: true });
  define(globalThis, "RegExp", { value: replaced, writable: true, configurable: true });
}

/** Limits every function of the realm that would not survive a huge text. */
export function guardText(): void {
  const source = Object.getOwnPropertyDescriptor(RegExp.prototype, "source")?.get as AnyFunction;
  const isExpression = (value: unknown): boolean => {
    try {
      apply(source, value, []);
      return typeof value === "object";
    } catch {
      return false; // the getter takes regular expressions only
    }
  };
  const self = (value: unknown): unknown =>
    value === null || value === undefined ? value : limited(`${value as string}`, LONGEST_TEXT);
  for (const name of ["split", "replace", "replaceAll"]) limitMethod(String.prototype, name, self);
  for (const name of ["match", "matchAll", "search"]) {
    limitMethod(String.prototype, name, (value, args) => {
      const first = args[0] as { readonly [Symbol.match]?: unknown } | null | undefined;
      const own = typeof first === "object" && first !== null && first[Symbol.match] !== undefined;
      if (!own) args[0] = patternOf(first, isExpression);
      return self(value);
    });
  }
  for (const symbol of [Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.split]) {
    limitMethod(RegExp.prototype, symbol, (value, args) => {
      args[0] = limited(`${args[0] as string}`, LONGEST_TEXT);
      return value;
    });
  }
  limitMethod(JSON, "parse", (value, args) => {
    args[0] = limited(`${args[0] as string}`, LONGEST_TEXT);
    return value;
  });
  delete (RegExp.prototype as { compile?: unknown }).compile;
  limitConstructor(isExpression);
}
