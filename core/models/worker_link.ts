/**
 * The connection to a worker, with one request at a time. Each request is settled, also when the worker fails, ends or hangs.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";
import { deathOf } from "./spawn_worker.ts";

/** The time limit for an answer. An inference takes 6 ms, and one second on the slowest emulated machine. */
const TIMEOUT_MS = 30_000;
/** The time limit for the first answer. Loading and compiling MediaPipe takes 0.3 s, and 30 s in an emulated, busy guest. */
const START_TIMEOUT_MS = 120_000;

/** Sends requests to a worker and waits for the answers. After the worker has ended, each request rejects with the reason. */
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
  #cancelTimeout: () => void = nothing;
  #resolve: () => void = nothing;
  #reject: (reason: unknown) => void = nothing;

  /**
   * @param worker owned by this link; terminated by `end()`
   * @param options.model the model's name, for messages
   * @param options.patienceMs the time limit for each answer; default 30 s, and 120 s for the first
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
    this.#ended.promise.catch(nothing); // requests reject with the same reason, so this rejection may stay unhandled
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    worker.onerror = (event) => {
      event.preventDefault(); // otherwise Deno ends the whole process
      this.end(this.error(`its worker died: ${event.message}`));
    };
    const death = deathOf(worker);
    if (death !== null) this.end(this.error(`its worker died: ${death}`));
    worker.onmessageerror = () =>
      this.end(this.error("its worker sent a message that cannot be read"));
  }

  get #timeoutMs(): number {
    return this.#patienceMs ?? (this.#started ? TIMEOUT_MS : START_TIMEOUT_MS);
  }

  /** Whether a request has no answer yet. */
  get busy(): boolean {
    return this.#busy;
  }

  /**
   * Sends a request and resolves when the worker has answered.
   *
   * @throws {ScrimError} when the worker reports a failure, died, was ended, or does not answer in time
   */
  ask(request: ToWorker, transfer?: Transferable[]): Promise<void> {
    if (this.#endReason) return Promise.reject(this.#endReason.value);
    if (this.#busy) return Promise.reject(this.error("the last inference is still running"));
    this.#busy = true;
    if (transfer) this.#worker.postMessage(request, transfer);
    else this.#worker.postMessage(request);
    this.#cancelTimeout = this.#clock.after(this.#timeoutMs / 2, this.#onHalfTime);
    return new Promise(this.#keep);
  }

  /** Settles like `work`; if the worker ends first, rejects with the reason. */
  unlessEnded<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise]);
  }

  /**
   * Ends the worker. Open and later requests reject with `reason` at once. Deno (2.9) terminates a worker only after its current
   * computation, so the process may live one inference longer.
   */
  end(reason: unknown): void {
    if (this.#endReason) return;
    this.#endReason = { value: reason };
    this.#worker.terminate();
    this.#ended.reject(reason);
    this.#fail(reason);
  }

  /** Makes an error for a failure of this model. */
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
    this.#settled();
    resolve();
  }

  #fail(reason: unknown): void {
    const reject = this.#reject;
    this.#settled();
    reject(reason);
  }

  #settled(): void {
    this.#cancelTimeout();
    this.#busy = false;
    this.#resolve = nothing;
    this.#reject = nothing;
  }

  /**
   * Waits for the second half of the time limit. When a stopped process (Ctrl-Z) continues, its timers fire before the worker's
   * answer arrives; with two timers, the answer arrives before the second one.
   */
  readonly #onHalfTime = (): void => {
    this.#cancelTimeout = this.#clock.after(this.#timeoutMs / 2, this.#onTimeout);
  };

  readonly #onTimeout = (): void => {
    const seconds = this.#timeoutMs / 1000;
    this.end(this.error(`it hangs: no answer for ${seconds} s`, "start Scrim again"));
  };

  /** Created once, so that a request allocates a promise but no closure. */
  readonly #keep = (resolve: () => void, reject: (reason: unknown) => void): void => {
    this.#resolve = resolve;
    this.#reject = reject;
  };
}

function nothing(): void {}
