/**
 * Empties the thread's own realm. The plugin lives in another one; should it ever find a way out of that, nothing is here:
 * no `Deno`, no `process` (which may print and send signals without any permission), no way to make code from text.
 *
 * @module
 */

/** What the language itself defines, and the one thing that Deno's own channel looks up when it is used; all else goes. */
const LANGUAGE = [
  "Object Array Number Boolean String Symbol BigInt Date Promise RegExp Math JSON Intl Reflect Proxy",
  "Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError",
  "Map Set WeakMap WeakSet WeakRef Iterator ArrayBuffer SharedArrayBuffer DataView Atomics",
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array",
  "Float32Array Float64Array BigInt64Array BigUint64Array",
  "queueMicrotask globalThis undefined NaN Infinity parseInt parseFloat isNaN isFinite",
].join(" ").split(" ");

/** Takes away whatever can be taken away, and the makers of code from text and of structured stacks for good. */
export function scrubRealm(): void {
  const scope = globalThis as unknown as { [name: PropertyKey]: unknown };
  for (const key of Reflect.ownKeys(scope)) {
    if (typeof key === "symbol" || LANGUAGE.includes(key)) continue;
    if (!Reflect.deleteProperty(scope, key)) Reflect.set(scope, key, undefined);
  }
  // Without it the parts of a stack could be had from an error of this realm.
  Object.defineProperty(Error, "prepareStackTrace", {
    get: () => undefined,
    set: () => {},
    configurable: false,
  });
  const makers = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const made of makers) {
    Object.defineProperty(Object.getPrototypeOf(made), "constructor", {
      value: undefined,
      writable: false,
      configurable: false,
    });
  }
}
