/**
 * What code in the plugin's realm may ask of the thread around it. These functions belong to another realm: whoever holds
 * one, or an error that one threw, holds the thread's own `Function`. So they stay in here, and only text, numbers and the
 * plugin's own arrays pass.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { Kernels } from "../../media/kernels.ts";
import { apply, freeze } from "./intrinsics.ts";

/** The kernels that the plugin may call. */
export type KernelName =
  | "composite"
  | "blur"
  | "blurSize"
  | "spill"
  | "spillSize"
  | "copy"
  | "fromRgba"
  | "pack"
  | "upscale"
  | "dilate";

/** The thread's side, made in `bridge.ts`. */
export interface Outside {
  /** The plugin's memory as it is now. */
  buffer(): SharedArrayBuffer;
  /** Zeroed memory: where it starts. */
  allocate(length: number): number;
  readonly kernels: Pick<Kernels, KernelName>;
  /** The hook with this number answered. */
  done(id: number, value: string): void;
  /** The hook with this number threw. */
  threw(id: number, fault: string): void;
  /** `process()` is over; `fault` is empty unless it threw. */
  finished(stage: number, fault: string): void;
  log(level: "info" | "debug" | "warn", text: string): void;
  /** Asks Scrim for a file: its number, to which `Realm.answered()` will be called. */
  want(
    stage: number,
    what: "image" | "file",
    path: string,
    width: number,
    height: number,
    fit: string,
  ): number;
  /** Copies what came for this number. */
  take(id: number, into: Uint8Array): void;
  setTimer(id: number, ms: number): void;
  clearTimer(id: number): void;
  now(): number;
  /** Whether typed arrays would take more than they may with so many bytes more. */
  tooMuch(bytes: number): boolean;
  /** How long this text is in UTF-8; `encoded()` then gives it. */
  encode(text: string): number;
  encoded(into: Uint8Array): void;
  decode(bytes: Uint8Array, label: string, fatal: boolean): string;
}

/** What the thread may ask of the realm. What a plugin throws comes back as a `Fault`. */
export interface Realm {
  /** Takes the module's default export; answers with its fields. */
  load(id: number, exported: unknown): void;
  ask(id: number, options: string): void;
  start(id: number, stage: number, order: string): void;
  /** Runs `process()`; `finished()` is called when it is over, mostly before this returns. */
  process(stage: number, slot: number): void;
  dispose(id: number, stage: number): void;
  answered(id: number, length: number, refusal: string): void;
  timer(id: number): void;
  abort(): void;
  /** A `Fault` for anything thrown, as JSON. */
  describe(thrown: unknown): string;
  /** Logs what was thrown where nobody catches. */
  report(what: string, thrown: unknown): void;
}

/** The same function, but what it throws is an error of this realm. */
export function shield<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    try {
      return apply(call, undefined, args);
    } catch (error) {
      throw ownError(error);
    }
  };
}

/**
 * The thread's side with every function shielded: whoever calls at the end of the stack gets an error of this realm, and not
 * the thread's own `RangeError`.
 */
export function shielded(outside: Outside): Outside {
  const wrap = <A extends unknown[], R>(
    method: (...args: A) => R,
  ): (...args: A) => R => shield((...args: A) => apply(method, outside, args));
  return freeze({
    kernels: outside.kernels, // shielded one by one in `memory.ts`
    buffer: wrap(outside.buffer),
    allocate: wrap(outside.allocate),
    done: wrap(outside.done),
    threw: wrap(outside.threw),
    finished: wrap(outside.finished),
    log: wrap(outside.log),
    want: wrap(outside.want),
    take: wrap(outside.take),
    setTimer: wrap(outside.setTimer),
    clearTimer: wrap(outside.clearTimer),
    now: wrap(outside.now),
    tooMuch: wrap(outside.tooMuch),
    encode: wrap(outside.encode),
    encoded: wrap(outside.encoded),
    decode: wrap(outside.decode),
  });
}

function ownError(error: unknown): Error {
  const { message, hint } = error as { message?: unknown; hint?: unknown };
  const text = typeof message === "string" ? message : "it failed";
  return new ScrimError(text, {
    code: "FORMAT",
    ...(typeof hint === "string" ? { hint } : {}),
  });
}
