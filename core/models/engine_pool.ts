/**
 * The engines of a run. Each is started when a plan first needs it, shared with later plans, and ended when no plan needs it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { LayerProvider } from "../layers/layers.ts";
import type { Log } from "../base/log.ts";
import type { LayerEngine } from "../layers/engine.ts";

/** Starts a model that computes some of its layers. */
export type StartEngine = (
  provider: LayerProvider,
  tools: {
    readonly layers: readonly string[];
    readonly arena: Arena;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
) => Promise<LayerEngine>;

interface Entry {
  readonly provider: string;
  readonly layers: readonly string[];
  readonly engine: LayerEngine;
}

/** Whether two lists have the same layers, in any order. */
function sameLayers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}

/** Owns the engines of a run, and keeps them running when the plan changes. */
export class Engines implements AsyncDisposable {
  readonly #start: StartEngine;
  readonly #tools: { readonly arena: Arena; readonly log: Log; readonly signal: AbortSignal };
  #entries: Entry[] = [];
  #endedInferences = 0;
  #endedBytes = 0;

  constructor(
    start: StartEngine,
    tools: { readonly arena: Arena; readonly log: Log; readonly signal: AbortSignal },
  ) {
    this.#start = start;
    this.#tools = tools;
  }

  /** Returns the engine that gives exactly these layers, and starts it if it is not running. */
  async get(provider: LayerProvider, layers: readonly string[]): Promise<LayerEngine> {
    const known = this.#entries.find((entry) =>
      entry.provider === provider.id && sameLayers(entry.layers, layers)
    );
    if (known) return known.engine;
    const engine = await this.#start(provider, { ...this.#tools, layers });
    this.#entries.push({ provider: provider.id, layers, engine });
    return engine;
  }

  /** Ends all engines except those of `models`. */
  async keepOnly(
    models: readonly { readonly provider: string; readonly layers: readonly string[] }[],
  ): Promise<void> {
    const unused = this.#entries.filter((entry) =>
      !models.some(({ provider, layers }) =>
        provider === entry.provider && sameLayers(layers, entry.layers)
      )
    );
    this.#entries = this.#entries.filter((entry) => !unused.includes(entry));
    for (const { engine } of unused) {
      this.#endedInferences += engine.inferences;
      this.#endedBytes += engine.bytesCopied;
      await engine[Symbol.asyncDispose]();
    }
  }

  /** Inferences of all engines so far. */
  get inferences(): number {
    return this.#entries.reduce(
      (sum, { engine }) => sum + engine.inferences,
      this.#endedInferences,
    );
  }

  /** Bytes of layers copied out of all models so far. */
  get bytesCopied(): number {
    return this.#entries.reduce((sum, { engine }) => sum + engine.bytesCopied, this.#endedBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.keepOnly([]);
  }
}
