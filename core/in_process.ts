/**
 * A plugin that runs in Scrim's own thread, with Scrim's own rights: built-in ones and those that the user trusts.
 *
 * @module
 */
import { makeHost } from "./host.ts";
import type { OptionValues } from "./options.ts";
import type { FilterPlugin, ProcessContext } from "./plugin.ts";
import type {
  Answers,
  Declaration,
  PluginHandle,
  ProcessCall,
  RunningStage,
  StageJob,
} from "./plugin_handle.ts";

type MutableContext = { -readonly [K in keyof ProcessContext]: ProcessContext[K] };

/** One initialised stage. */
class Running implements RunningStage {
  readonly bytesCopied = 0;
  readonly #plugin: FilterPlugin;
  readonly #context: MutableContext;
  #live = true;

  constructor(plugin: FilterPlugin, context: ProcessContext) {
    this.#plugin = plugin;
    this.#context = context;
  }

  process(call: ProcessCall): void | Promise<void> {
    const context = this.#context;
    context.frame = call.frame;
    context.into = call.into as never;
    context.past = call.past;
    context.sequence = call.sequence;
    context.timestampMs = call.timestampMs;
    return this.#plugin.process(context);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#live) return;
    this.#live = false;
    await this.#plugin.dispose?.(this.#context.state);
  }
}

class InProcess implements PluginHandle {
  readonly walled = false;
  readonly declaration: Declaration;
  readonly #plugin: FilterPlugin;

  constructor(readonly subject: string, plugin: FilterPlugin) {
    this.#plugin = plugin;
    this.declaration = plugin;
  }

  // deno-lint-ignore require-await -- what the plugin throws must reject
  async ask(options: OptionValues): Promise<Answers> {
    const plugin = this.#plugin;
    return {
      narrowed: plugin.narrow ? plugin.narrow(options) : {},
      roi: plugin.roi ? plugin.roi(options) : null,
    };
  }

  async start(job: StageJob): Promise<RunningStage> {
    const host = makeHost(job.id, job.parts);
    const state = await this.#plugin.init?.(host, job.options);
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
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

/** @param plugin checked, see `checkPlugin()` */
export function inProcess(subject: string, plugin: FilterPlugin): PluginHandle {
  return new InProcess(subject, plugin);
}
