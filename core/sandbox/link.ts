/**
 * One plugin's thread, seen from this side: questions and answers, and a watchdog. Whatever happens over there, every
 * question is answered here.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { ScrimError } from "../base/errors.ts";
import { tame } from "./fault.ts";
import type { SandboxLimits } from "./limits.ts";
import {
  BELL,
  type FromThread,
  LOADED,
  type ToThread,
  type WardenNews,
  type WardenOrder,
} from "./protocol.ts";

/** A thread that has not started by then never will: it takes 0.6 s. */
const START_MS = 30_000;
/** How often the watchdog looks. */
const TICK_MS = 50;
/** No tick for so long: the whole process did not run (Ctrl-Z, a machine that was put to sleep), and no plugin could. */
const STOPPED_MS = 1000;
/** A warden that has not gone by then is left behind, so that the program can end. */
const LATEST_END_MS = 3000;
const MIB = 2 ** 20;

/** An answer: JSON of the plugin's, and its memory as it is now. */
export interface Done {
  readonly value: string;
  readonly memory: SharedArrayBuffer | null;
}

/** A hook that runs: named in errors, with the time by which it must be over. */
export interface OpenCall {
  readonly hook: string;
  readonly limitMs: number;
  /** When it began, on the clock of `performance.now()`; 0: it does not run. */
  since: number;
}

interface Question {
  readonly call: OpenCall;
  resolve(done: Done): void;
  reject(reason: unknown): void;
}

/** What the link tells its owner. */
export interface LinkEvents {
  /** A stage's `process()` failed. */
  failed(stage: number, fault: unknown): void;
  /** What a hook threw, as an error. */
  read(fault: unknown): Error;
  log(level: "info" | "debug" | "warn", text: string): void;
  want(message: { readonly [key: string]: unknown }): void;
}

/** The channel to one plugin's thread. */
export class Link {
  /** By which calls are timed, those of stages too. */
  readonly clock: Clock;
  readonly #subject: string;
  readonly #limits: SandboxLimits;
  readonly #events: LinkEvents;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #bell: Int32Array;
  readonly #questions = new Map<number, Question>();
  /** Calls that are not questions: of stages. */
  readonly #calls = new Set<OpenCall>();
  readonly #onEnd = new Set<(reason: unknown) => void>();
  readonly #gone: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #stopWatching: () => void;
  readonly #starting: OpenCall;
  #endReason: { readonly value: unknown } | undefined;
  #count = LOADED;
  #ticked: number;
  /** When the process last began to run again. */
  #woke = -Infinity;
  /** What the process took when the thread was started. */
  readonly #startRss = Deno.memoryUsage().rss;

  /** Starts the thread. Its first answer, to a question that nobody sends, is that the plugin's module was run. */
  constructor(
    subject: string,
    order: Omit<WardenOrder, "port" | "bell" | "timeOrigin">,
    { limits, events, clock }: { limits: SandboxLimits; events: LinkEvents; clock: Clock },
  ) {
    this.#subject = subject;
    this.#limits = limits;
    this.#events = events;
    this.clock = clock;
    this.#ticked = clock.now();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }): void => this.#receive(data);
    this.#worker = new Worker(new URL("./supervisor.ts", import.meta.url), {
      type: "module",
      deno: { permissions: "none" },
    });
    this.#worker.onmessage = ({ data }: MessageEvent<WardenNews>): void => this.#gather(data);
    this.#worker.onerror = (event): void => {
      event.preventDefault(); // or Deno ends the whole process
      this.end(this.error(`its worker died: ${tame(event.message)}`));
      this.#leave();
    };
    const bell = new SharedArrayBuffer(BELL.words * 4);
    this.#bell = new Int32Array(bell);
    const { timeOrigin } = performance;
    const message: WardenOrder = { ...order, port: port2, bell, timeOrigin };
    this.#worker.postMessage(message, [port2]);
    this.#stopWatching = clock.every(TICK_MS, () => this.#watch());
    this.#starting = { hook: "starting", limitMs: START_MS, since: clock.now() };
    this.#calls.add(this.#starting);
  }

  /** Resolves when the thread is gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether it was ended. */
  get over(): boolean {
    return this.#endReason !== undefined;
  }

  /** Throws why it was ended. */
  throwIfOver(): void {
    if (this.#endReason) throw this.#endReason.value;
  }

  /** An error that names the plugin. */
  error(problem: string, hint?: string): ScrimError {
    return new ScrimError(`Plugin "${this.#subject}" was stopped: ${problem}`, {
      code: "PLUGIN",
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /**
   * Asks and resolves with the answer.
   *
   * @param message makes the message with its number; `null` for the first answer, which comes by itself; its time runs
   * from when the thread has started
   * @throws what the hook threw; {ScrimError} `PLUGIN` when it takes too long or the thread ends
   */
  ask(
    call: { readonly hook: string; readonly limitMs: number },
    message: ((id: number) => ToThread) | null,
  ): Promise<Done> {
    if (this.#endReason) return Promise.reject(this.#endReason.value);
    const id = this.#count++;
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    const open = { ...call, since: message === null ? 0 : this.clock.now() };
    this.#questions.set(id, { call: open, resolve, reject });
    this.#calls.add(open);
    if (message) this.send(message(id));
    return promise;
  }

  /** Tells the thread something. */
  send(message: ToThread, transfer: Transferable[] = []): void {
    if (this.over) return;
    Atomics.add(this.#bell, BELL.messages, 1);
    this.#port.postMessage(message, transfer);
    this.ring();
  }

  /** Wakes the thread: for a message, or because a stage's words say that it is called. */
  ring(): void {
    Atomics.add(this.#bell, BELL.rings, 1);
    Atomics.notify(this.#bell, BELL.rings);
  }

  /** Watches a stage's calls; `onEnd` is called when the thread is ended. */
  watch(call: OpenCall, onEnd: (reason: unknown) => void): void {
    this.#calls.add(call);
    this.#onEnd.add(onEnd);
  }

  /** The stage is gone. */
  unwatch(call: OpenCall, onEnd: (reason: unknown) => void): void {
    this.#calls.delete(call);
    this.#onEnd.delete(onEnd);
  }

  /** Ends the thread. All questions reject with `reason` at once; nothing waits until it is really gone. */
  end(reason: unknown): void {
    if (this.#endReason) return;
    this.#endReason = { value: reason };
    this.#stopWatching();
    this.#port.close();
    this.#worker.postMessage("end");
    Atomics.add(this.#bell, BELL.messages, 1); // it never comes: the thread does not go to sleep again
    this.ring();
    const cancel = this.clock.after(LATEST_END_MS, () => this.#leave());
    void this.gone.then(cancel);
    for (const { reject } of this.#questions.values()) reject(reason);
    this.#questions.clear();
    this.#calls.clear();
    for (const tell of this.#onEnd) tell(reason);
    this.#onEnd.clear();
  }

  #leave(): void {
    this.#worker.terminate();
    this.#gone.resolve();
  }

  #gather({ ended }: WardenNews): void {
    this.end(this.error(ended ?? "it was stopped"));
    this.#leave();
  }

  #stuck(hook: string, limitMs: unknown): ScrimError {
    if (typeof limitMs !== "number") return this.error(`${hook} broke the realm that it runs in`);
    return this.error(
      `${hook} took more than ${limitMs} ms`,
      "it may be stuck in a loop, or out of memory",
    );
  }

  /** The time, after a look at whether the process had been stopped. */
  #now(): number {
    const now = this.clock.now();
    if (now - this.#ticked > STOPPED_MS) this.#woke = now;
    this.#ticked = now;
    return now;
  }

  /** Looks for calls that take too long, and for memory that nobody counts. */
  #watch(): void {
    const now = this.#now();
    for (const { hook, limitMs, since } of this.#calls) {
      const tooLong = now - Math.max(since, this.#woke) > limitMs;
      if (since !== 0 && tooLong) return this.end(this.#stuck(hook, limitMs));
    }
    // Between calls, too: timers and answers run the plugin's code as well.
    const { growthMiB } = this.#limits;
    if (Deno.memoryUsage().rss - this.#startRss > growthMiB * MIB) {
      this.end(this.error(`Scrim grew by more than ${growthMiB} MiB while it ran`));
    }
  }

  /** Nothing that comes in is believed. */
  #receive(data: unknown): void {
    if (this.over || typeof data !== "object" || data === null) return;
    const message = data as { readonly [key in keyof FromThread]: unknown } & {
      readonly [key: string]: unknown;
    };
    switch (message.kind) {
      case "ready": {
        this.#calls.delete(this.#starting);
        const loading = this.#questions.get(LOADED);
        if (loading) loading.call.since = this.clock.now();
        return;
      }
      case "done": {
        const { value, memory } = message;
        const text = typeof value === "string" ? value : "null";
        const seen = memory instanceof SharedArrayBuffer ? memory : null;
        return this.#take(message.id)?.resolve({ value: text, memory: seen });
      }
      case "threw":
        return this.#take(message.id)?.reject(this.#events.read(message.fault));
      case "failed":
        return this.#events.failed(Number(message.stage), message.fault);
      case "stuck": {
        const { hook, limitMs } = message;
        if (typeof limitMs === "number" && this.#now() - this.#woke < limitMs) return;
        return this.end(this.#stuck(tame(String(hook), 100), limitMs));
      }
      case "log": {
        const { level, text } = message;
        if (typeof text !== "string") return;
        return this.#events.log(level === "info" || level === "warn" ? level : "debug", text);
      }
      case "want":
        return this.#events.want(message);
    }
  }

  #take(id: unknown): Question | undefined {
    if (typeof id !== "number") return undefined;
    const question = this.#questions.get(id);
    if (question === undefined) return undefined;
    this.#questions.delete(id);
    this.#calls.delete(question.call);
    return question;
  }
}
