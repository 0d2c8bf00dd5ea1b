/**
 * A loaded plugin as the host sees it, wherever its code runs: in this thread (built-in and trusted ones) or in a sandbox
 * (`core/sandbox/`).
 *
 * @module
 */
import type { HostParts } from "./host.ts";
import type { OptionValues } from "./options.ts";
import type {
  FilterPlugin,
  LayerView,
  Narrowed,
  PictureOf,
  PixelFormat,
  Rect,
} from "./contract.ts";

/** What a plugin says about itself: its fields without its functions, all checked. */
export type Declaration = Omit<FilterPlugin, "narrow" | "roi" | "init" | "process" | "dispose">;

/** What `narrow()` and `roi()` say to one set of option values. */
export interface Answers {
  readonly narrowed: Narrowed;
  readonly roi: Rect | null;
}

/** What one use of a plugin works on, known before the first frame. */
export interface StageJob {
  /** The stage's name in the chain, for messages. */
  readonly id: string;
  readonly options: OptionValues;
  /** The layers, by name, in Scrim's memory. The objects stay; `ageMs` changes before each call. */
  readonly layers: { readonly [name: string]: LayerView };
  /** Earlier pictures to be handed over. */
  readonly history: number;
  /** What the host hands out from; its `format` has the size of what `process()` sees (the part that `roi` named). */
  readonly parts: HostParts;
}

/** One call of `process()`. The object is the same for every frame. Pictures lie in Scrim's memory. */
export interface ProcessCall {
  readonly frame: PictureOf<PixelFormat>;
  /** `frame` itself for `read` and `in-place`. */
  readonly into: PictureOf<PixelFormat>;
  /** The newest first. */
  readonly past: readonly PictureOf<PixelFormat>[];
  readonly sequence: number;
  readonly timestampMs: number;
  readonly nowMs: number;
}

/** A plugin at work on one stage: `init()` has run. */
export interface RunningStage extends AsyncDisposable {
  /**
   * Runs `process()`. Returns a promise only where it must.
   *
   * @throws whatever the plugin threw, or {@linkcode ScrimError} `PLUGIN` when it hangs or died
   */
  process(call: ProcessCall): void | Promise<void>;
  /** Frame and layer bytes that were copied into the sandbox so far; 0 in this thread. */
  readonly bytesCopied: number;
  /** Runs `dispose()`. Throws what it threw; idempotent. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A loaded plugin. */
export interface PluginHandle extends AsyncDisposable {
  /** The name, path or address that the user gave. */
  readonly subject: string;
  readonly declaration: Declaration;
  /** It runs in the sandbox: in a thread without rights and with a memory of its own. */
  readonly sandboxed: boolean;
  /**
   * Asks `narrow()` and `roi()`.
   *
   * @throws {RangeError} as `narrow()` does to refuse a combination of values; whatever else the plugin threw
   */
  ask(options: OptionValues): Promise<Answers>;
  /**
   * Calls `init()` for one stage.
   *
   * @throws whatever the plugin threw, or {@linkcode ScrimError} `PLUGIN` when it hangs or died
   */
  start(job: StageJob): Promise<RunningStage>;
  /** Ends its thread, if it has one; running stages end with it. Idempotent, never throws. */
  [Symbol.asyncDispose](): Promise<void>;
}
