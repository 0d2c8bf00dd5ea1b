/**
 * What runs now: a chain of loaded stages, its plan, and the pipeline that executes it; and how another takes its place.
 *
 * @module
 */
import { buildPipeline, type Pipeline, type PipelineParts } from "../pipeline/pipeline.ts";
import type { Engines } from "../models/engine_pool.ts";
import type { LoadedStages } from "../loading/chain_loader.ts";
import type { Loop } from "../pipeline/loop.ts";
import type { Plan } from "../planner/plan.ts";

/** What every pipeline of one run has in common. */
export interface ActiveChainParts extends Omit<PipelineParts, "plan" | "stages" | "startEngine"> {
  readonly engines: Engines;
  /** The plan for a chain. */
  planFor(chain: LoadedStages): Plan;
}

/** The chain at work. */
export class ActiveChain implements AsyncDisposable {
  readonly #parts: ActiveChainParts;
  #chain: LoadedStages;
  #pipeline: Pipeline;
  #bytesOfOthers = 0;
  /** One exchange at a time. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(parts: ActiveChainParts, chain: LoadedStages, pipeline: Pipeline) {
    this.#parts = parts;
    this.#chain = chain;
    this.#pipeline = pipeline;
  }

  /** @throws {ScrimError} naming the model or plugin that could not be started */
  static async start(parts: ActiveChainParts, chain: LoadedStages): Promise<ActiveChain> {
    return new ActiveChain(parts, chain, await assembleFor(parts, chain, null));
  }

  /** What the loop executes. */
  get pipeline(): Pipeline {
    return this.#pipeline;
  }

  /** What is loaded. */
  get chain(): LoadedStages {
    return this.#chain;
  }

  /** Bytes copied so far: into and out of sandboxes, and from models that continue to write. */
  get bytesCopied(): number {
    return this.#bytesOfOthers + bytesOf(this.#pipeline);
  }

  /**
   * Lets another chain take over between two frames.
   *
   * @throws {ScrimError} when it cannot be planned or started or fails on its first frame; this chain then goes on
   */
  exchange(next: LoadedStages, loop: Loop): Promise<void> {
    const mine = this.#turn.then(() => this.#exchange(next, loop));
    this.#turn = mine.catch(() => {}); // whoever asked is told
    return mine;
  }

  async #exchange(next: LoadedStages, loop: Loop): Promise<void> {
    const old = { chain: this.#chain, pipeline: this.#pipeline };
    let pipeline: Pipeline | null = null;
    try {
      pipeline = await assembleFor(this.#parts, next, old.pipeline);
      await loop.swap(pipeline);
    } catch (error) {
      await pipeline?.chain.retire(old.pipeline.chain);
      await next.retire(old.chain);
      throw error;
    }
    this.#chain = next;
    this.#pipeline = pipeline;
    this.#bytesOfOthers += bytesOf(old.pipeline) - shared(old.pipeline, pipeline);
    await old.pipeline.chain.retire(pipeline.chain);
    await old.chain.retire(next);
    await this.#parts.engines.keepOnly(pipeline.plan.models);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pipeline.chain[Symbol.asyncDispose]();
    await this.#chain[Symbol.asyncDispose]();
  }
}

async function assembleFor(
  { engines, planFor, ...parts }: ActiveChainParts,
  chain: LoadedStages,
  before: Pipeline | null,
): Promise<Pipeline> {
  const startEngine: PipelineParts["startEngine"] = (provider, layers) =>
    engines.get(provider, layers);
  return await buildPipeline(
    { ...parts, startEngine, plan: planFor(chain), stages: chain.stages },
    before,
  );
}

function bytesOf({ chain, layers }: Pipeline): number {
  return chain.bytesCopied + layers.bytesSnapshotted;
}

/** What the next one counts itself, because it goes on with it. */
function shared(old: Pipeline, next: Pipeline): number {
  const snapshotted = old.layers === next.layers ? old.layers.bytesSnapshotted : 0;
  return snapshotted + old.chain.bytesShared(next.chain);
}
