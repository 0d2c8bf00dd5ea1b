/**
 * What Scrim and a plugin's thread say to each other. Pictures never travel in messages; what the plugin itself says comes
 * as JSON, so that nothing but text passes between the two.
 *
 * @module
 */
import type { Colorimetry } from "../media/frame.ts";
import type { Edge } from "../media/kernels.ts";
import type { FrameAccess, PixelFormat } from "../plugin/contract.ts";
import type { OptionValues } from "../plugin/options.ts";
import type { SandboxLimits } from "./limits.ts";

/** Words by which the thread is rung, and the first of them that it sleeps on: never reachable for the plugin. */
export const BELL = {
  /** Counts up with every call and message. */
  rings: 0,
  /** Messages sent so far: the thread sleeps only when it has received them all. */
  messages: 1,
  words: 16,
} as const;

/** Words by which a stage is called: never reachable for the plugin. */
export const CONTROL = {
  /** Which call is wanted: counts up. */
  call: 0,
  /** Which call is done: follows `call`. */
  done: 1,
  /** Not 0: the call failed, and a message says why. */
  failed: 2,
  /** Where this call's input lies: an index into `Placement.inputs`. */
  slot: 3,
  words: 16,
} as const;

/** Numbers of a call, and how many more each layer has. */
export const CALL_NUMBERS = 3;
/** See {@linkcode CALL_NUMBERS}. */
export const LAYER_NUMBERS = 3;

/** A layer that a stage will be given. */
export interface LayerOrder {
  readonly name: string;
  readonly form: "mask" | "labels" | "points";
  /** Pixels in a row, tightly packed; of points: how many numbers. */
  readonly width: number;
  readonly height: number;
  readonly approximate: boolean;
  /** Of a mask. */
  readonly edge?: Edge;
  /** Of labels and points. */
  readonly names?: readonly string[];
}

/** One use of the plugin, to be prepared. */
export interface StartOrder {
  /** The stage's name in the chain. */
  readonly id: string;
  readonly access: FrameAccess;
  readonly format: PixelFormat;
  readonly options: OptionValues;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly color: Colorimetry;
  readonly history: number;
  readonly layers: readonly LayerOrder[];
}

/** Where a stage's pictures lie in the plugin's memory, in bytes from its start. All are tightly packed. */
export interface Placement {
  /** Inputs, one after the other: this frame and earlier ones. */
  readonly inputs: readonly number[];
  /** Where the result is found; that of `in-place` without history is in the input. */
  readonly output: number | null;
  /** In the order of the order. */
  readonly layers: readonly number[];
  /** 64-bit floats: sequence, timestamp, and for each layer its age and its edge, low and high. */
  readonly numbers: number;
}

/** Something thrown, as text. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly hint?: string;
}

/** The first message, to the warden; `port` is what the rest goes through. */
export interface WardenOrder {
  readonly program: { readonly thread: string; readonly realm: string; readonly kernels: string };
  readonly wasm: WebAssembly.Module;
  readonly plugin: string;
  readonly limits: SandboxLimits;
  readonly bell: SharedArrayBuffer;
  /** `performance.timeOrigin` of Scrim's thread: the plugin's clock is the same one. */
  readonly timeOrigin: number;
  readonly port: MessagePort;
}

/** What the warden says: the thread is gone, and why if it was not asked to go. */
export interface WardenNews {
  readonly ended: string | null;
}

/** To the thread. */
export type ToThread =
  | { readonly kind: "ask"; readonly id: number; readonly options: string }
  | {
    readonly kind: "start";
    readonly id: number;
    readonly stage: number;
    /** A {@linkcode StartOrder}. */
    readonly order: string;
    readonly control: SharedArrayBuffer;
  }
  | { readonly kind: "dispose"; readonly id: number; readonly stage: number }
  | {
    readonly kind: "answer";
    readonly id: number;
    readonly data?: ArrayBuffer;
    readonly refusal?: string;
  }
  | { readonly kind: "abort" };

/** From the thread. `value` and `fault` are JSON. */
export type FromThread =
  /** The plugin's module is about to be run. */
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly id: number; readonly value: string; readonly memory: unknown }
  | { readonly kind: "threw"; readonly id: number; readonly fault: string }
  | { readonly kind: "failed"; readonly stage: number; readonly fault: string }
  /** The plugin ran for too long without a pause, or (`null`) did what its realm cannot survive. It is not called again. */
  | { readonly kind: "stuck"; readonly hook: string; readonly limitMs: number | null }
  | { readonly kind: "log"; readonly level: "info" | "debug" | "warn"; readonly text: string }
  | {
    readonly kind: "want";
    readonly id: number;
    readonly stage: number;
    readonly what: "image" | "file";
    readonly path: string;
    readonly width: number;
    readonly height: number;
    readonly fit: string;
  };

/** The `id` of the answer that the module was run; `value` is its declaration. */
export const LOADED = 0;

/** What JSON cannot say: functions, and numbers that are none. */
export const MARK = "\u0000scrim:";
