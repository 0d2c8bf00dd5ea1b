/**
 * The filters of one run: what each needs with its options, their instances, and one call a frame for each.
 *
 * @module
 */
import { describeError, ScrimError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import type { OptionValues } from "./options.ts";
import { resolveOptions } from "./options.ts";
import type { Plan, StageAnswer } from "./plan.ts";
import type { FilterPlugin, LayerView, Narrowed, PluginHost, ProcessContext } from "./plugin.ts";

/** A plugin with its options, as a user put it into the chain. */
export interface Stage {
  /** Unique in the chain. */
  readonly id: string;
  readonly plugin: FilterPlugin;
  readonly options: OptionValues;
  readonly answer: StageAnswer;
}

function blame(id: string, hook: string, cause: unknown): ScrimError {
  const hint = cause instanceof ScrimError ? cause.hint : undefined;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ScrimError(`Plugin "${id}" failed in ${hook}(): ${message}`, {
    code: "PLUGIN",
    hint,
    cause,
  });
}

function narrowed(id: string, plugin: FilterPlugin, options: OptionValues): Narrowed {
  try {
    return plugin.narrow?.(options) ?? {};
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw blame(id, "narrow", cause);
    throw new ScrimError(`Cannot use plugin "${id}" with these options: ${cause.message}`, {
      code: "USAGE",
      hint: "run with --list-plugins to see every option",
      cause,
    });
  }
}

/**
 * Puts a plugin with options into a chain.
 *
 * @param taken the stages before it, whose ids are in use
 * @throws {ScrimError} `USAGE` for options that do not fit, `PLUGIN` when `narrow()` fails or names an undeclared layer
 */
export function makeStage(
  plugin: FilterPlugin,
  given: { readonly [name: string]: unknown },
  taken: readonly Stage[],
): Stage {
  const uses = taken.filter((stage) => stage.plugin.name === plugin.name).length;
  const id = uses === 0 ? plugin.name : `${plugin.name}#${uses + 1}`;
  const options = resolveOptions(plugin.name, plugin.options ?? {}, given);
  const answer = narrowed(id, plugin, options);
  const declared = plugin.layers ?? [];
  for (const name of answer.layers ?? []) {
    if (!declared.some((need) => need.name === name)) {
      throw new ScrimError(
        `Plugin "${id}" failed in narrow(): layer "${name}" is not declared in its layers`,
        { code: "PLUGIN" },
      );
    }
  }
  return {
    id,
    plugin,
    options,
    answer: {
      id,
      access: plugin.access,
      movesPixels: plugin.movesPixels ?? false,
      layers: answer.layers
        ? declared.filter((need) => answer.layers?.includes(need.name))
        : declared,
      identity: answer.identity ?? false,
      touches: answer.touches ?? "frame",
      overwrites: answer.overwrites ?? null,
    },
  };
}

type MutableContext = { -readonly [K in keyof ProcessContext]: ProcessContext[K] };

/** One initialised plugin. `run()` is the frame path. */
class Instance {
  readonly #context: MutableContext;

  constructor(readonly stage: Stage, context: ProcessContext) {
    this.#context = context;
  }

  run(frame: Frame, into: Frame, sequence: number, timestampMs: number): void | Promise<void> {
    const context = this.#context;
    context.frame = frame;
    context.into = into;
    context.sequence = sequence;
    context.timestampMs = timestampMs;
    return this.stage.plugin.process(context);
  }

  get state(): unknown {
    return this.#context.state;
  }
}

/** What a chain is built from. */
export interface ChainParts {
  readonly stages: readonly Stage[];
  readonly plan: Plan;
  /** The layers at the size a stage wants them. */
  layer(name: string, size: "frame" | "native"): Omit<LayerView, "ageMs">;
  host(stageId: string): PluginHost;
}

/** The live stages of a plan, initialised. */
export class Chain implements AsyncDisposable {
  readonly #instances = new Map<string, Instance>();
  readonly #onDisposeError: (error: ScrimError) => void;

  private constructor(onDisposeError: (error: ScrimError) => void) {
    this.#onDisposeError = onDisposeError;
  }

  /**
   * Calls `init()` of every stage the plan kept, in order.
   *
   * @throws {ScrimError} `PLUGIN` when one fails; those that were initialised are disposed first
   */
  static async init(
    parts: ChainParts,
    onDisposeError: (error: ScrimError) => void,
  ): Promise<Chain> {
    const chain = new Chain(onDisposeError);
    for (const { id } of parts.plan.stages) {
      const stage = parts.stages.find((candidate) => candidate.id === id);
      if (!stage) {
        throw new ScrimError(`Cannot start stage "${id}": not in the chain`, { code: "PLUGIN" });
      }
      try {
        await chain.#add(stage, parts);
      } catch (cause) {
        await chain[Symbol.asyncDispose]();
        throw blame(id, "init", cause);
      }
    }
    return chain;
  }

  async #add(stage: Stage, parts: ChainParts): Promise<void> {
    const host = parts.host(stage.id);
    const layers: { [name: string]: LayerView } = {};
    for (const need of stage.answer.layers) {
      layers[need.name] = { ...parts.layer(need.name, need.size ?? "frame"), ageMs: 0 };
    }
    const placeholder = host.frame(2, 2);
    const state = await stage.plugin.init?.(host, stage.options);
    const context = {
      frame: placeholder,
      into: placeholder as never,
      layers,
      options: stage.options,
      kernels: host.kernels,
      state,
      sequence: 0,
      timestampMs: 0,
    };
    this.#instances.set(stage.id, new Instance(stage, context));
  }

  /**
   * Runs one stage on one frame. Returns a promise only if the plugin did.
   *
   * @throws {ScrimError} `PLUGIN` naming the stage
   */
  run(
    id: string,
    frames: { frame: Frame; into: Frame },
    time: { sequence: number; timestampMs: number },
  ): void | Promise<void> {
    const instance = this.#instances.get(id);
    if (!instance) {
      throw new ScrimError(`Cannot run stage "${id}": not started`, { code: "PLUGIN" });
    }
    try {
      const pending = instance.run(frames.frame, frames.into, time.sequence, time.timestampMs);
      if (pending instanceof Promise) {
        return pending.catch((cause) => {
          throw blame(id, "process", cause);
        });
      }
    } catch (cause) {
      throw blame(id, "process", cause);
    }
  }

  /** Calls `dispose()` of every initialised stage, last first. Failures are reported, not thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    const instances = [...this.#instances].reverse();
    this.#instances.clear();
    for (const [id, instance] of instances) {
      try {
        await instance.stage.plugin.dispose?.(instance.state);
      } catch (cause) {
        this.#onDisposeError(blame(id, "dispose", describeError(cause)));
      }
    }
  }
}
