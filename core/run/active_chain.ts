/**
 * What runs now: a chain of loaded stages, its plan, and the assembly that executes it; and how another takes its place.
 *
 * @module
 */
import { assemble, type Assembly, type AssemblyParts } from "../pipeline/pipeline.ts";
import type { Engines } from "../models/engine_pool.ts";
import type { LoadedStages } from "../loading/chain_loader.ts";
import type { Loop } from "../pipeline/loop.ts";
import type { Plan } from "../planner/plan.ts";

/** What every assembly of one run has in common. */
export interface LineupParts extends Omit<AssemblyParts, "plan" | "stages" | "startEngine"> {
  readonly engines: Engines;
  /** The plan for a chain. */
  planFor(chain: LoadedStages): Plan;
}

/** The chain at work. */
export class Lineup implements AsyncDisposable {
  readonly #parts: LineupParts;
  #chain: LoadedStages;
  #assembly: Assembly;
  #bytesOfOthers = 0;
  /** One exchange at a time. */
  #turn: Promise<void> = Promise.resolve();

  private constructor(parts: LineupParts, chain: LoadedStages, assembly: Assembly) {
    this.#parts = parts;
    this.#chain = chain;
    this.#assembly = assembly;
  }

  /** @throws {ScrimError} naming the model or plugin that could not be started */
  static async start(parts: LineupParts, chain: LoadedStages): Promise<Lineup> {
    return new Lineup(parts, chain, await assembleFor(parts, chain, null));
  }

  /** What the loop executes. */
  get assembly(): Assembly {
    return this.#assembly;
  }

  /** What is loaded. */
  get chain(): LoadedStages {
    return this.#chain;
  }

  /** Bytes copied over walls and for models that go on writing, so far. */
  get bytesCopied(): number {
    return this.#bytesOfOthers + bytesOf(this.#assembly);
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
    const old = { chain: this.#chain, assembly: this.#assembly };
    let assembly: Assembly | null = null;
    try {
      assembly = await assembleFor(this.#parts, next, old.assembly);
      await loop.swap(assembly);
    } catch (error) {
      await assembly?.chain.retire(old.assembly.chain);
      await next.retire(old.chain);
      throw error;
    }
    this.#chain = next;
    this.#assembly = assembly;
    this.#bytesOfOthers += bytesOf(old.assembly) - shared(old.assembly, assembly);
    await old.assembly.chain.retire(assembly.chain);
    await old.chain.retire(next);
    await this.#parts.engines.keepOnly(assembly.plan.models);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#assembly.chain[Symbol.asyncDispose]();
    await this.#chain[Symbol.asyncDispose]();
  }
}

async function assembleFor(
  { engines, planFor, ...parts }: LineupParts,
  chain: LoadedStages,
  before: Assembly | null,
): Promise<Assembly> {
  const startEngine: AssemblyParts["startEngine"] = (provider, layers) =>
    engines.get(provider, layers);
  return await assemble(
    { ...parts, startEngine, plan: planFor(chain), stages: chain.stages },
    before,
  );
}

function bytesOf({ chain, layers }: Assembly): number {
  return chain.bytesCopied + layers.bytesLatched;
}

/** What the next one counts itself, because it goes on with it. */
function shared(old: Assembly, next: Assembly): number {
  const latched = old.layers === next.layers ? old.layers.bytesLatched : 0;
  return latched + old.chain.bytesShared(next.chain);
}
