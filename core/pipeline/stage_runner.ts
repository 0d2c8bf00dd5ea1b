/**
 * The filters of one run at work: initialised in order, called once a frame, disposed in reverse.
 *
 * @module
 */
import { describeError, ScrimError } from "../base/errors.ts";
import { FileFaults } from "../plugin/file_faults.ts";
import type { HostParts } from "../plugin/host.ts";
import type { Packed } from "../media/frame.ts";
import { Past, type Slot } from "./buffer_pool.ts";
import type { Plan, StageStep } from "../planner/plan.ts";
import { innerSize } from "../planner/costs.ts";
import type { LayerView } from "../plugin/contract.ts";
import type { ProcessCall, RunningStage } from "../plugin/handle.ts";
import { blame, type Stage } from "../plugin/stage.ts";

/** What a chain is built from. */
export interface ChainParts {
  readonly stages: readonly Stage[];
  readonly plan: Plan;
  /** The layers of each stage, by stage id and name. */
  readonly layers: ReadonlyMap<string, { readonly [name: string]: LayerView }>;
  readonly host: HostParts;
}

/** What a stage works on. */
export interface StagePictures {
  readonly from: Slot;
  readonly into: Slot;
  /** The sink's memory, where the stage composes straight into it: there, and not to `into`, its result goes. */
  readonly direct: Packed | null;
}

/** Which frame a stage is called for, and when. */
type StageTime = Pick<ProcessCall, "sequence" | "timestampMs" | "nowMs">;

/** One stage at work. */
class Link {
  readonly #call: { -readonly [K in keyof ProcessCall]: ProcessCall[K] };
  readonly #past: Past;
  readonly #step: StageStep;

  constructor(readonly stage: Stage, readonly running: RunningStage, step: StageStep) {
    this.#step = step;
    this.#past = new Past(stage.id, step.sandbox ? 0 : step.history);
    this.#call = {
      frame: undefined as never, // set before every call
      into: undefined as never,
      past: this.#past.pictures,
      sequence: 0,
      timestampMs: 0,
      nowMs: 0,
    };
  }

  run(
    { from, into, direct }: StagePictures,
    time: StageTime,
  ): void | Promise<void> {
    const call = this.#call;
    const frame = from.views.get(this.stage.id);
    const result = direct ?? into.views.get(this.stage.id);
    if (!frame || !result) {
      throw new ScrimError(`Cannot run stage "${this.stage.id}": no picture in its format`, {
        code: "PLUGIN",
      });
    }
    call.frame = frame;
    call.into = result;
    call.sequence = time.sequence;
    call.timestampMs = time.timestampMs;
    call.nowMs = time.nowMs;
    return this.running.process(call);
  }

  keep(slot: Slot): void {
    if (this.#step.history > 0) this.#past.keep(slot);
  }
}

/** The live stages of a plan, initialised. */
export class Chain implements AsyncDisposable {
  readonly #links = new Map<string, Link>();
  readonly #onDisposeError: (error: ScrimError) => void;

  private constructor(onDisposeError: (error: ScrimError) => void) {
    this.#onDisposeError = onDisposeError;
  }

  /**
   * Calls `init()` of every stage the plan kept, in order.
   *
   * @param shared a chain of the same plan: stages that are in both go on as they are
   * @throws {ScrimError} `PLUGIN` when one fails; those that were initialised are disposed first
   */
  static async init(
    parts: ChainParts,
    onDisposeError: (error: ScrimError) => void,
    shared: Chain | null = null,
  ): Promise<Chain> {
    const chain = new Chain(onDisposeError);
    for (const step of parts.plan.steps) {
      if (step.op !== "stage") continue;
      const stage = parts.stages.find(({ id }) => id === step.stage);
      if (!stage) {
        throw new ScrimError(`Cannot start stage "${step.stage}": not in the chain`, {
          code: "PLUGIN",
        });
      }
      const running = shared === null ? undefined : shared.#links.get(stage.id);
      if (running?.stage === stage) {
        chain.#links.set(stage.id, running);
        continue;
      }
      try {
        await chain.#add(stage, step, parts);
      } catch (cause) {
        await chain.retire(shared);
        throw cause;
      }
    }
    return chain;
  }

  async #add(stage: Stage, step: StageStep, { layers, host, plan }: ChainParts): Promise<void> {
    const { width, height } = step.crop ?? innerSize(plan);
    const faults = new FileFaults(stage.options);
    const running = await stage.handle.start({
      id: stage.id,
      options: stage.options,
      layers: layers.get(stage.id) ?? {},
      history: step.history,
      parts: faults.watch({ ...host, format: { ...host.format, width, height } }),
    }).catch((cause) => {
      throw faults.of(cause) ?? blame(stage.id, "init", cause);
    });
    this.#links.set(stage.id, new Link(stage, running, step));
  }

  /** Frame and layer bytes that were copied into and out of sandboxes so far. */
  get bytesCopied(): number {
    let sum = 0;
    for (const { running } of this.#links.values()) sum += running.bytesCopied;
    return sum;
  }

  /** The part of this that belongs to stages which another chain goes on with. */
  bytesShared(other: Chain): number {
    let sum = 0;
    for (const [id, link] of this.#links) {
      if (other.#links.get(id) === link) sum += link.running.bytesCopied;
    }
    return sum;
  }

  /**
   * Runs one stage on one frame. Returns a promise only if the plugin did.
   *
   * @throws {ScrimError} `PLUGIN` naming the stage
   */
  run(
    id: string,
    pictures: StagePictures,
    time: StageTime,
  ): void | Promise<void> {
    const link = this.#link(id);
    try {
      const pending = link.run(pictures, time);
      if (pending instanceof Promise) {
        return pending.catch((cause) => {
          throw blame(id, "process", cause);
        });
      }
    } catch (cause) {
      throw blame(id, "process", cause);
    }
  }

  /** Keeps a picture for a stage's `past`, if it wants one. */
  keep(id: string, slot: Slot): void {
    this.#link(id).keep(slot);
  }

  #link(id: string): Link {
    const link = this.#links.get(id);
    if (link) return link;
    throw new ScrimError(`Cannot run stage "${id}": not started`, { code: "PLUGIN" });
  }

  /** Calls `dispose()` of every stage that `successor` does not go on with, last first. Failures are reported, not thrown. */
  async retire(successor: Chain | null): Promise<void> {
    const links = [...this.#links].reverse();
    this.#links.clear();
    for (const [id, link] of links) {
      if (successor !== null && successor.#links.get(id) === link) continue;
      try {
        await link.running[Symbol.asyncDispose]();
      } catch (cause) {
        this.#onDisposeError(blame(id, "dispose", describeError(cause)));
      }
    }
  }

  /** Calls `dispose()` of every stage, last first. Failures are reported, not thrown. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.retire(null);
  }
}
