/**
 * One worker, one question at a time. Whatever goes wrong on the other side, every question is answered.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { deathOf } from "./spawn_worker.ts";

/** A worker that says nothing for so long never will: an inference takes 6 ms, on the slowest emulated machine a second. */
const PATIENCE_MS = 30_000;
/** Before its first answer it loads and compiles MediaPipe: 0.3 s, and 30 s in an emulated guest on a busy machine. */
const START_PATIENCE_MS = 120_000;

/** Asks a worker and waits for its answers; remembers why it can ask no more. */
export class WorkerLink {
  readonly #worker: Worker;
  readonly #model: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ended: PromiseWithResolvers<never> = Promise.withResolvers();
  #endReason: { readonly value: unknown } | undefined;
  readonly #patienceMs: number | undefined;
  #started = false;
  #busy = false;
  #endPatience: () => void = nothing;
  #resolve: () => void = nothing;
  #reject: (reason: unknown) => void = nothing;

  /**
   * @param worker this link's own; terminated by `end()`
   * @param options.model for messages
   * @param options.patienceMs how long an answer may take before the worker is given up; default 30 s, the first one 120 s
   */
  constructor(
    worker: Worker,
    { model, clock, log, patienceMs }: {
      model: string;
      clock: Clock;
      log: Log;
      patienceMs?: number;
    },
  ) {
    this.#patienceMs = patienceMs;
    this.#worker = worker;
    this.#model = model;
    this.#clock = clock;
    this.#log = log;
    this.#ended.promise.catch(nothing); // questions carry the reason, nobody need wait for this one
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    worker.onerror = (event) => {
      event.preventDefault(); // or Deno ends the whole process
      this.end(this.error(`its worker died: ${event.message}`));
    };
    const death = deathOf(worker);
    if (death !== null) this.end(this.error(`its worker died: ${death}`));
    worker.onmessageerror = () => this.end(this.error("its worker sent something unreadable"));
  }

  get #patience(): number {
    return this.#patienceMs ?? (this.#started ? PATIENCE_MS : START_PATIENCE_MS);
  }

  /** A question is open. */
  get busy(): boolean {
    return this.#busy;
  }

  /**
   * Sends `question` and resolves when the worker has answered.
   *
   * @throws {ScrimError} when the worker reports a failure, died, was ended, or does not answer in time
   */
  ask(question: ToWorker, transfer?: Transferable[]): Promise<void> {
    if (this.#endReason) return Promise.reject(this.#endReason.value);
    if (this.#busy) return Promise.reject(this.error("the last inference is still running"));
    this.#busy = true;
    if (transfer) this.#worker.postMessage(question, transfer);
    else this.#worker.postMessage(question);
    this.#endPatience = this.#clock.after(this.#patience / 2, this.#halfWay);
    return new Promise(this.#keep);
  }

  /** `work`, unless the worker ends first: then its reason. */
  unlessEnded<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise]);
  }

  /**
   * Ends the worker; open and later questions reject with `reason` at once. Deno (2.9) lets a worker finish what it computes
   * before it ends, so a process may live one inference longer.
   */
  end(reason: unknown): void {
    if (this.#endReason) return;
    this.#endReason = { value: reason };
    this.#worker.terminate();
    this.#ended.reject(reason);
    this.#fail(reason);
  }

  /** A failure of this model. */
  error(reason: string, hint?: string): ScrimError {
    const action = this.#started ? "run" : "start";
    return new ScrimError(`Cannot ${action} model "${this.#model}": ${reason}`, {
      code: "MODEL",
      ...(hint ? { hint } : {}),
    });
  }

  #receive(message: FromWorker): void {
    if (this.#endReason) return;
    if (typeof message === "number") this.#answered();
    else if (message.kind === "log") this.#log.debug(`MediaPipe: ${message.text}`);
    else if (message.kind === "failed") this.#fail(this.error(message.message, message.hint));
    else {
      this.#started = true;
      this.#answered();
    }
  }

  #answered(): void {
    const resolve = this.#resolve;
    this.#forget();
    resolve();
  }

  #fail(reason: unknown): void {
    const reject = this.#reject;
    this.#forget();
    reject(reason);
  }

  #forget(): void {
    this.#endPatience();
    this.#busy = false;
    this.#resolve = nothing;
    this.#reject = nothing;
  }

  /** In two halves: after a process was stopped (Ctrl-Z), its timers come before the worker's answer. */
  readonly #halfWay = (): void => {
    this.#endPatience = this.#clock.after(this.#patience / 2, this.#giveUp);
  };

  readonly #giveUp = (): void => {
    const seconds = this.#patience / 1000;
    this.end(this.error(`it hangs: no answer for ${seconds} s`, "start Scrim again"));
  };

  /** Made once: a question makes a promise, but no closure. */
  readonly #keep = (resolve: () => void, reject: (reason: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };
}

function nothing(): void {}
