/** Work of other threads, for tests on a fake clock: time stands still until it is done. */
import type { PluginHandle, ProcessCall, RunningStage } from "../../../core/plugin/handle.ts";
import { guarded } from "../../wait.ts";

/** How much of it is under way. */
export class Elsewhere implements Disposable {
  /** Not 0 once the test has ended: what a worker may wait for. */
  readonly ended = new Int32Array(new SharedArrayBuffer(4));
  #running = 0;
  #idle = Promise.withResolvers<void>();

  begin(): void {
    if (this.#running++ === 0) this.#idle = Promise.withResolvers();
  }

  end(): void {
    if (--this.#running === 0) this.#idle.resolve();
  }

  /** `null`: nothing is under way. */
  idle(): Promise<void> | null {
    return this.#running > 0 ? guarded("work of another thread", this.#idle.promise) : null;
  }

  [Symbol.dispose](): void {
    Atomics.store(this.ended, 0, 1);
  }
}

/** A worker whose program says "turn over" when it has done with a message, whether it has answered or not. */
export class ObservedWorker extends Worker {
  readonly #elsewhere: Elsewhere;
  #open = 0;

  constructor(program: string, elsewhere: Elsewhere) {
    super(`data:text/javascript,${encodeURIComponent(program)}`, { type: "module" });
    this.#elsewhere = elsewhere;
    this.addEventListener("message", (event) => {
      if (event.data !== "turn over") return;
      event.stopImmediatePropagation();
      this.#close(1);
    });
    this.addEventListener("error", () => this.#close(this.#open));
    super.postMessage({ ended: elsewhere.ended });
  }

  override postMessage(
    message: unknown,
    transfer?: Transferable[] | StructuredSerializeOptions,
  ): void {
    this.#open++;
    this.#elsewhere.begin();
    super.postMessage(message, transfer as Transferable[] ?? []);
  }

  override terminate(): void {
    super.terminate();
    this.#close(this.#open);
  }

  #close(count: number): void {
    this.#open -= count;
    for (let i = 0; i < count; i++) this.#elsewhere.end();
  }
}

/** A plugin of another thread; its `process()` counts as work there. */
export function observed(handle: PluginHandle, elsewhere: Elsewhere): PluginHandle {
  const { subject, declaration, sandboxed } = handle;
  return {
    ...{ subject, declaration, sandboxed },
    ask: (options) => handle.ask(options),
    start: async (job) => observedStage(await handle.start(job), elsewhere),
    [Symbol.asyncDispose]: () => handle[Symbol.asyncDispose](),
  };
}

function observedStage(stage: RunningStage, elsewhere: Elsewhere): RunningStage {
  return {
    get bytesCopied() {
      return stage.bytesCopied;
    },
    process: (call: ProcessCall) => {
      const pending = stage.process(call);
      if (!(pending instanceof Promise)) return;
      elsewhere.begin();
      return pending.finally(() => elsewhere.end());
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
