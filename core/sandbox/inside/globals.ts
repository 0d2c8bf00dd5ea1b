/**
 * The globals of a plugin: the language itself, and the little of a runtime that a filter has a use for.
 *
 * @module
 */
import { apply, Bytes, copyBytes, define, freeze } from "./intrinsics.ts";
import type { Reserve } from "./guard.ts";
import type { Outside } from "./outside.ts";
import { shortly } from "./describe.ts";

/**
 * Taken away. `Atomics` could block the thread for good; what a `FinalizationRegistry` throws is printed by V8 itself, to
 * stdout; compiled code and shared memory are for Scrim only.
 */
const GONE = [
  "Atomics",
  "FinalizationRegistry",
  "SharedArrayBuffer",
  "WebAssembly",
  "gc",
  "console",
];

type Timed = (...args: unknown[]) => unknown;

/** Timers, each shown to the thread by its number only. */
export class Timers {
  readonly #outside: Outside;
  readonly #waiting = new Map<number, { readonly run: Timed; readonly args: unknown[] }>();
  #count = 0;
  readonly #get = this.#waiting.get;
  readonly #set = this.#waiting.set;
  readonly #delete = this.#waiting.delete;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  /** As `setTimeout()`. */
  start(run: unknown, ms: unknown, args: unknown[]): number {
    if (typeof run !== "function") throw new TypeError("Cannot wait: no function was given");
    const id = ++this.#count;
    apply(this.#set, this.#waiting, [id, { run, args }]);
    this.#outside.setTimer(id, typeof ms === "number" && ms > 0 ? ms : 0);
    return id;
  }

  /** As `clearTimeout()`. */
  stop(id: unknown): void {
    if (typeof id !== "number" || !apply(this.#delete, this.#waiting, [id])) return;
    this.#outside.clearTimer(id);
  }

  /** The time has come. */
  fire(id: number): void {
    const timer = apply(this.#get, this.#waiting, [id]);
    if (timer === undefined) return;
    apply(this.#delete, this.#waiting, [id]);
    try {
      apply(timer.run, undefined, timer.args);
    } catch (error) {
      this.#outside.log("warn", `uncaught in a timer: ${shortly(error)}`);
    }
  }
}

function makeConsole(outside: Outside): object {
  const say = (...parts: unknown[]): void => {
    let line = "";
    for (let index = 0; index < parts.length; index++) {
      line += `${index === 0 ? "" : " "}${shown(parts[index])}`;
    }
    outside.log("debug", line);
  };
  const speaking: { [name: string]: unknown } = {};
  for (const name of ["log", "info", "warn", "error", "debug", "trace", "dir"]) {
    speaking[name] = say;
  }
  return speaking;
}

function shown(value: unknown): string {
  try {
    return `${value as string}`;
  } catch {
    return "something that cannot be shown";
  }
}

function makeCoders(
  outside: Outside,
  reserve: Reserve,
): { readonly TextEncoder: unknown; readonly TextDecoder: unknown } {
  class TextEncoder {
    readonly encoding = "utf-8";
    encode(value?: unknown): Uint8Array {
      const length = outside.encode(value === undefined ? "" : `${value as string}`);
      reserve(length);
      const bytes = new Bytes(length);
      outside.encoded(bytes);
      return bytes;
    }
  }
  class TextDecoder {
    readonly encoding: string;
    readonly fatal: boolean;
    constructor(label?: unknown, options?: { readonly fatal?: unknown }) {
      this.encoding = label === undefined ? "utf-8" : `${label as string}`;
      this.fatal = options?.fatal === true;
    }
    decode(value?: ArrayBuffer | ArrayBufferView): string {
      if (value === undefined) return "";
      const bytes = ArrayBuffer.isView(value)
        ? new Bytes(value.buffer, value.byteOffset, value.byteLength)
        : new Bytes(value);
      reserve(bytes.length);
      const own = new Bytes(bytes.length); // no decoder reads shared memory
      copyBytes(bytes, own);
      return outside.decode(own, this.encoding, this.fatal);
    }
  }
  return { TextEncoder, TextDecoder };
}

/** No structured stacks: Deno makes their parts in the thread's realm, from where they lead back to its `Function`. */
function fixErrors(): void {
  define(Error, "prepareStackTrace", { get: () => undefined, set: () => {} });
  define(globalThis, "Error", { writable: false, configurable: false });
}

/** Sets up the realm, before any code of the plugin runs. */
export function arrangeGlobals(outside: Outside, reserve: Reserve): Timers {
  const scope = globalThis as unknown as { [name: string]: unknown };
  const shared = SharedArrayBuffer.prototype as unknown as { [name: string]: unknown };
  for (const name of ["constructor", "slice", "grow"]) delete shared[name];
  for (const name of GONE) delete scope[name];
  fixErrors();
  const timers = new Timers(outside);
  const later = Promise.resolve();
  const then = later.then;
  const given: { [name: string]: unknown } = {
    console: makeConsole(outside),
    ...makeCoders(outside, reserve),
    performance: freeze({ now: () => outside.now() }),
    setTimeout: (run: unknown, ms: unknown, ...args: unknown[]) => timers.start(run, ms, args),
    clearTimeout: (id: unknown) => timers.stop(id),
    // What V8's own throws is printed by V8 itself, to stdout.
    queueMicrotask: (run: unknown): void => {
      if (typeof run !== "function") throw new TypeError("Cannot queue: no function was given");
      apply(then, later, [() => apply(run as Timed, undefined, [])]);
    },
  };
  for (const name of Object.keys(given)) {
    define(scope, name, { value: given[name], writable: true, configurable: true });
  }
  return timers;
}
