/**
 * A sandboxed plugin that is started again when its thread ended: it hung, took too much memory, or died. Its state is lost; a
 * fresh thread runs the module and `init()` anew. Meanwhile its frames fail, so viewers see what is safe.
 *
 * @module
 */
import { describeError, ScrimError } from "../base/errors.ts";
import type { OptionValues } from "../plugin/options.ts";
import type {
  Answers,
  Declaration,
  PluginHandle,
  ProcessCall,
  RunningStage,
  StageJob,
} from "../plugin/handle.ts";
import type { Clock, Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** So often in a row; each wait is twice as long as the one before. */
const MOST_RESTARTS = 5;
const FIRST_WAIT_MS: Milliseconds = 1000;
/** A plugin that ran for so long counts as well again. */
const WELL_AFTER_MS: Milliseconds = 60_000;

/** A plugin in a thread of its own. */
export interface SandboxHandle extends PluginHandle {
  /** Resolves when the thread is gone. */
  readonly gone: Promise<void>;
}

/** What restarting takes. */
export interface RestartTools {
  /** Starts a thread and runs the module in it. */
  open(): Promise<SandboxHandle>;
  readonly clock: Clock;
  readonly log: Log;
  /** No restart after this. */
  readonly signal?: AbortSignal;
}

/** One stage, in whichever thread the plugin has now. */
class RestartingStage implements RunningStage {
  readonly #onDisposed: (stage: RestartingStage) => void;
  readonly #signal: AbortSignal | undefined;
  #running: RunningStage | null;
  #bytesBefore = 0;
  #disposed = false;

  constructor(
    readonly job: StageJob,
    running: RunningStage,
    { signal, onDisposed }: {
      signal: AbortSignal | undefined;
      onDisposed: (stage: RestartingStage) => void;
    },
  ) {
    this.#running = running;
    this.#signal = signal;
    this.#onDisposed = onDisposed;
  }

  get bytesCopied(): number {
    return this.#bytesBefore + (this.#running?.bytesCopied ?? 0);
  }

  /** The thread is gone. */
  lose(): void {
    this.#bytesBefore = this.bytesCopied;
    this.#running = null;
  }

  /** `init()` has run in a new thread. */
  regain(running: RunningStage): void {
    this.#running = running;
  }

  process(call: ProcessCall): void | Promise<void> {
    if (this.#running !== null) return this.#running.process(call);
    this.#signal?.throwIfAborted(); // at the end of a run, that is why
    throw new ScrimError(`Plugin "${this.job.id}" has stopped`, { code: "PLUGIN" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#onDisposed(this);
    await this.#running?.[Symbol.asyncDispose]();
  }
}

class Restarting implements PluginHandle {
  readonly sandboxed = true;
  readonly subject: string;
  readonly declaration: Declaration;
  readonly #tools: RestartTools;
  readonly #stages = new Set<RestartingStage>();
  #handle: SandboxHandle;
  #startedMs: Milliseconds;
  #restarts = 0;
  /** Ends a wait. */
  readonly #closing = new AbortController();

  constructor(handle: SandboxHandle, tools: RestartTools) {
    this.subject = handle.subject;
    this.declaration = handle.declaration;
    this.#tools = tools;
    this.#handle = handle;
    this.#startedMs = tools.clock.now();
    void handle.gone.then(() => this.#lost());
  }

  get #over(): boolean {
    return this.#closing.signal.aborted || this.#tools.signal?.aborted === true;
  }

  ask(options: OptionValues): Promise<Answers> {
    return this.#handle.ask(options);
  }

  async start(job: StageJob): Promise<RunningStage> {
    const running = await this.#handle.start(job);
    const onDisposed = (gone: RestartingStage): void => void this.#stages.delete(gone);
    const { signal } = this.#tools;
    const stage = new RestartingStage(job, running, { signal, onDisposed });
    this.#stages.add(stage);
    return stage;
  }

  async #lost(): Promise<void> {
    for (const stage of this.#stages) stage.lose();
    const { clock, log } = this.#tools;
    if (clock.now() - this.#startedMs >= WELL_AFTER_MS) this.#restarts = 0;
    // Without a stage nobody waits for it: it ended while it was loaded or asked, which has its own error.
    while (!this.#over && this.#stages.size > 0) {
      if (this.#restarts === MOST_RESTARTS) {
        log.warn(
          `Plugin "${this.subject}" was started ${MOST_RESTARTS} times in a row and stays stopped`,
        );
        return;
      }
      const waitMs = FIRST_WAIT_MS * 2 ** this.#restarts++;
      const count = `${this.#restarts} of ${MOST_RESTARTS}`;
      log.warn(
        `Plugin "${this.subject}" is started again in ${
          waitMs / 1000
        } s (${count}); its state is lost`,
      );
      try {
        const signals = [this.#closing.signal, this.#tools.signal ?? []].flat();
        await clock.sleep(waitMs, AbortSignal.any(signals));
        if (!this.#over && await this.#again()) return;
      } catch (error) {
        if (this.#over) return;
        log.warn(describeError(error));
      }
    }
  }

  /** @returns whether it runs, with all its stages. @throws what its module or `init()` failed with */
  async #again(): Promise<boolean> {
    const handle = await this.#tools.open();
    try {
      const regained: [RestartingStage, RunningStage][] = [];
      for (const stage of this.#stages) regained.push([stage, await handle.start(stage.job)]);
      if (this.#over) throw new ScrimError("The run has ended", { code: "PLUGIN" });
      for (const [stage, running] of regained) stage.regain(running);
    } catch (error) {
      await handle[Symbol.asyncDispose]();
      throw error;
    }
    this.#handle = handle;
    this.#startedMs = this.#tools.clock.now();
    void handle.gone.then(() => this.#lost());
    this.#tools.log.info(`Plugin "${this.subject}" runs again`);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#handle[Symbol.asyncDispose]();
  }
}

/**
 * Opens a sandboxed plugin that is started again when its thread ends, with growing waits, at most five times in a row.
 *
 * @throws what opening it the first time throws
 */
export async function openRestarting(tools: RestartTools): Promise<PluginHandle> {
  return new Restarting(await tools.open(), tools);
}
