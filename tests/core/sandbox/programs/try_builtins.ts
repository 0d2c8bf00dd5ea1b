/**
 * Calls every built-in function of the language with lists that say they are huge, guarded as plugins in the sandbox have them.
 * Arguments: a file that names the call at work, for when this process ends, and the number of the first call. Without arguments
 * nothing is called. Prints the names of the functions as JSON.
 */
import { runInThisContext } from "node:vm";
import { guardBuffers } from "../../../../core/sandbox/inside/guard.ts";
import { guardLists } from "../../../../core/sandbox/inside/guard_lists.ts";
import { guardText } from "../../../../core/sandbox/inside/guard_text.ts";
import type { Outside } from "../../../../core/sandbox/inside/outside.ts";

type Built = (this: unknown, ...args: unknown[]) => unknown;

/** What the language has, and not the runtime around it. */
const ROOTS = [
  ...["Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "BigInt", "Error"],
  ...["AggregateError", "SuppressedError", "RegExp", "Promise", "Proxy", "Reflect", "JSON", "Math"],
  ...["Map", "Set", "WeakMap", "WeakSet", "WeakRef", "FinalizationRegistry", "ArrayBuffer"],
  ...["DataView", "Atomics", "Date", "Intl", "Iterator", "Temporal", "DisposableStack"],
  ...["AsyncDisposableStack", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array"],
  ...["Uint16Array", "Float16Array", "Int32Array", "Uint32Array", "Float32Array"],
  ...["BigInt64Array", "BigUint64Array", "Float64Array", "parseInt", "parseFloat", "isNaN"],
  ...["isFinite", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent"],
  ...["escape", "unescape"],
];

/** Longer than any list of V8's, and the longest that it might try to make. */
const LENGTHS = [2 ** 32 - 1, 2 ** 27];

const list = (length: number): object => ({ length });

/** Every place where a function may take a list. */
const WAYS: { readonly [way: string]: (call: Built, length: number) => unknown } = {
  "of this": (call, n) => call.call(list(n)),
  "of this, with a function": (call, n) => call.call(list(n), () => 0),
  "of this, with numbers": (call, n) => call.call(list(n), 0, 1),
  "of the first argument": (call, n) => call(list(n)),
  "of the second argument": (call, n) => call(() => {}, list(n)),
  "of the third argument": (call, n) => call(() => {}, null, list(n)),
  "of arguments for a function": (call, n) => call.call(() => {}, null, list(n)),
  "made by a constructor": (call, n) => call.call(Array, list(n)),
  constructed: (call, n) => Reflect.construct(call, [list(n)]),
  "of a number": (call, n) => call.call([], n),
  "of a getter that changes its mind": (call, n) => {
    let asked = 0;
    return call.call({
      get length() {
        return asked++ ? n : 3;
      },
    });
  },
  "of a proxy of a list": (call, n) =>
    call.call(
      new Proxy([1], { get: (target, key) => key === "length" ? n : Reflect.get(target, key) }),
    ),
};

/** Every function that is reachable, by its path. */
function reachable(): ReadonlyMap<string, Built> {
  const found = new Map<string, Built>();
  const seen = new Set<unknown>();
  const walk = (value: unknown, path: string): void => {
    const holds = (typeof value === "object" && value !== null) || typeof value === "function";
    if (!holds || seen.has(value)) return;
    seen.add(value);
    if (typeof value === "function") found.set(path, value as Built);
    for (const key of Reflect.ownKeys(value)) {
      const { value: own, get, set } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      walk(own, `${path}.${String(key)}`);
      walk(get, `get ${path}.${String(key)}`);
      walk(set, `set ${path}.${String(key)}`);
    }
    walk(Object.getPrototypeOf(value), `prototype of ${path}`);
  };
  const scope = globalThis as unknown as { readonly [name: string]: unknown };
  for (const name of ROOTS) walk(scope[name], name);
  for (
    const one of [
      [][Symbol.iterator](),
      new Map().entries(),
      "".matchAll(/x/g),
      (function* () {})(),
    ]
  ) {
    walk(Object.getPrototypeOf(one), `prototype of ${Object.prototype.toString.call(one)}`);
  }
  return found;
}

guardBuffers({ tooMuch: (bytes: number) => bytes > 2 ** 28 } as Outside);
guardText();
guardLists();

const functions = reachable();
const scope = globalThis as unknown as { attempt: () => void };

function tryAll(place: string, first: number): void {
  using file = Deno.openSync(place, { write: true, create: true });
  const encoder = new TextEncoder();
  let at = 0;
  for (const [path, call] of functions) {
    for (const [way, attempt] of Object.entries(WAYS)) {
      for (const length of LENGTHS) {
        if (at++ < first) continue;
        file.seekSync(0, Deno.SeekMode.Start);
        file.truncateSync(0);
        file.writeSync(encoder.encode(`${at - 1} ${path}, ${way}, ${length}`));
        scope.attempt = () => attempt(call, length);
        try {
          // What never ends is ended by the sandbox's watchdog: here by a limit, which decides nothing.
          runInThisContext("attempt()", { timeout: 50 });
        } catch {
          // Refused: that is what this is about.
        }
      }
    }
  }
}

const [place, first] = Deno.args;
if (place !== undefined) tryAll(place, Number(first));
console.log(JSON.stringify([...functions.keys()]));
