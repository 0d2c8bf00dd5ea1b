/**
 * The interface of a loaded plugin. Its code runs in this thread (built-in and trusted plugins) or in a sandbox
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

/** The validated fields of a plugin, without its functions. */
export type Declaration = Omit<FilterPlugin, "narrow" | "roi" | "init" | "process" | "dispose">;

/** The results of `narrow()` and `roi()` for one set of option values. */
export interface Answers {
  readonly narrowed: Narrowed;
  readonly roi: Rect | null;
}

/** The inputs of one use of a plugin that are known before the first frame. */
export interface StageJob {
  /** The stage's id in the chain, for messages. */
  readonly id: string;
  readonly options: OptionValues;
  /** The layers by name, in Scrim's memory. The objects stay the same; `ageMs` is updated before each call. */
  readonly layers: { readonly [name: string]: LayerView };
  /** The maximum number of earlier pictures in `past`. */
  readonly history: number;
  /** The resources of the plugin's host. Its `format` has the size of the picture that `process()` gets (cropped to `roi`). */
  readonly parts: HostParts;
}

/** The arguments of one call of `process()`. The object is reused for every frame. The pictures are in Scrim's memory. */
export interface ProcessCall {
  readonly frame: PictureOf<PixelFormat>;
  /** `frame` itself for `read` and `in-place`. */
  readonly into: PictureOf<PixelFormat>;
  /** Earlier inputs, newest first. */
  readonly past: readonly PictureOf<PixelFormat>[];
  readonly sequence: number;
  readonly timestampMs: number;
  readonly nowMs: number;
}

/** A stage after `init()`. */
export interface RunningStage extends AsyncDisposable {
  /**
   * Runs `process()`. Returns a promise only if it cannot finish synchronously.
   *
   * @throws whatever the plugin threw, or {@linkcode ScrimError} `PLUGIN` when it hangs or its thread died
   */
  process(call: ProcessCall): void | Promise<void>;
  /** Bytes of frames and layers copied for the sandbox so far; 0 for a plugin in this thread. */
  readonly bytesCopied: number;
  /** Runs `dispose()` once. Throws what `dispose()` throws. Idempotent. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A loaded plugin. */
export interface PluginHandle extends AsyncDisposable {
  /** The name, path or URL that the user gave. */
  readonly subject: string;
  readonly declaration: Declaration;
  /** Whether it runs in the sandbox: in a thread without permissions and with its own memory. */
  readonly sandboxed: boolean;
  /**
   * Calls `narrow()` and `roi()`.
   *
   * @throws {RangeError} when `narrow()` rejects a combination of values; other errors of the plugin unchanged
   */
  ask(options: OptionValues): Promise<Answers>;
  /**
   * Calls `init()` for one stage.
   *
   * @throws whatever the plugin threw, or {@linkcode ScrimError} `PLUGIN` when it hangs or its thread died
   */
  start(job: StageJob): Promise<RunningStage>;
  /** Ends the plugin's thread, if it has one, and with it the running stages. Idempotent; never throws. */
  [Symbol.asyncDispose](): Promise<void>;
}
