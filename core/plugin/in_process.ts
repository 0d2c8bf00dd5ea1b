/**
 * Runs built-in and trusted plugins in Scrim's own thread, with Scrim's permissions.
 *
 * @module
 */
import { makeHost } from "./host.ts";
import type { OptionValues } from "./options.ts";
import type { FilterPlugin, ProcessContext } from "./contract.ts";
import type {
  Answers,
  Declaration,
  PluginHandle,
  ProcessCall,
  RunningStage,
  StageJob,
} from "./handle.ts";

type MutableContext = { -readonly [K in keyof ProcessContext]: ProcessContext[K] };

/** Maps the places in an error's stack to the author's own files and lines. */
export type Locate = (error: unknown) => unknown;

const asItIs: Locate = (error) => error;

/** A stage after `init()`. */
class Running implements RunningStage {
  readonly bytesCopied = 0;
  readonly #plugin: FilterPlugin;
  readonly #context: MutableContext;
  readonly #locate: Locate;
  #live = true;

  constructor(plugin: FilterPlugin, context: ProcessContext, locate: Locate) {
    this.#plugin = plugin;
    this.#context = context;
    this.#locate = locate;
  }

  process(call: ProcessCall): void | Promise<void> {
    const context = this.#context;
    context.frame = call.frame;
    context.into = call.into as never;
    context.past = call.past;
    context.sequence = call.sequence;
    context.timestampMs = call.timestampMs;
    context.nowMs = call.nowMs;
    try {
      const pending = this.#plugin.process(context);
      if (!(pending instanceof Promise)) return;
      if (this.#plugin.access === "compose") throw late(pending);
      return pending.catch(this.#rethrow);
    } catch (error) {
      throw this.#locate(error);
    }
  }

  readonly #rethrow = (error: unknown): never => {
    throw this.#locate(error);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#live) return;
    this.#live = false;
    await this.#plugin.dispose?.(this.#context.state);
  }
}

/** The error for an asynchronous `process()` with access `compose`: its destination may be in use again before it finishes. */
function late(pending: Promise<void>): TypeError {
  pending.catch(() => {}); // the frame has failed already; prevent an unhandled rejection
  return new TypeError('it returns a promise: with access "compose" it must be done at once');
}

class InProcess implements PluginHandle {
  readonly sandboxed = false;
  readonly declaration: Declaration;
  readonly #plugin: FilterPlugin;

  readonly #locate: Locate;

  constructor(readonly subject: string, plugin: FilterPlugin, locate: Locate) {
    this.#plugin = plugin;
    this.#locate = locate;
    this.declaration = plugin;
  }

  // deno-lint-ignore require-await -- errors of the plugin must reject the promise
  async ask(options: OptionValues): Promise<Answers> {
    const plugin = this.#plugin;
    return {
      narrowed: plugin.narrow ? plugin.narrow(options) : {},
      roi: plugin.roi ? plugin.roi(options) : null,
    };
  }

  async start(job: StageJob): Promise<RunningStage> {
    const host = makeHost(job.id, job.parts);
    let state: unknown;
    try {
      state = await this.#plugin.init?.(host, job.options);
    } catch (error) {
      throw this.#locate(error);
    }
    const placeholder = host.plane(1, 1);
    return new Running(this.#plugin, {
      frame: placeholder,
      into: placeholder as never,
      past: [],
      layers: job.layers,
      options: job.options,
      kernels: host.kernels,
      state,
      sequence: 0,
      timestampMs: 0,
      nowMs: 0,
    }, this.#locate);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Makes the handle of a plugin that runs in this thread.
 *
 * @param plugin a plugin that `checkPlugin()` has validated
 * @param locate maps an error's stack to the author's files where the runtime does not. Default: no mapping
 */
export function inProcess(
  subject: string,
  plugin: FilterPlugin,
  locate: Locate = asItIs,
): PluginHandle {
  return new InProcess(subject, plugin, locate);
}
