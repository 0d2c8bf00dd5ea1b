/**
 * Waits for calls of `process()` and runs them.
 *
 * Between frames the thread sleeps in `Atomics.wait()`, inside of the script that limits its time: so one such script serves
 * a second of frames, and no thread of V8's has to be started for each of them (0.1 ms of 0.25 where that is slow). It
 * sleeps so only if nothing else can happen: no timer, file or promise is open, and no message is on its way.
 *
 * @module
 */
import type { SandboxLimits } from "../limits.ts";
import { BELL, CONTROL } from "../protocol.ts";
import type { Bridge } from "./bridge.ts";
import type { Entrance } from "./entrance.ts";
import type { Realm } from "./outside.ts";

/** How long one script serves. A plugin that hangs is stopped this much later at most; nobody waits for it. */
const SERVICE_MS = 1000;
/** What a call that was interrupted threw. */
const INTERRUPTED = JSON.stringify({ name: "Error", message: "it was interrupted" });

/** What a thread works with once everything is there. */
export interface ServiceParts {
  readonly bridge: Bridge;
  readonly realm: Realm;
  readonly entrance: Entrance;
  readonly limits: SandboxLimits;
}

/** The loop of a plugin's thread. */
export class Service {
  readonly #parts: ServiceParts;
  readonly #bell: Int32Array;
  readonly #clock: Performance = performance;
  readonly #later: typeof setTimeout = setTimeout;
  #received = 0;
  #rings = 0;
  /** The stage whose code runs. */
  #answering: number | null = null;

  constructor(parts: ServiceParts, bell: Int32Array) {
    this.#parts = parts;
    this.#bell = bell;
  }

  /** A message has come. */
  received(): void {
    this.#received++;
  }

  /** Serves until the thread is ended. */
  async run(): Promise<never> {
    const { entrance, limits } = this.#parts;
    const turn = (resolve: () => void): void => void this.#later.call(undefined, resolve, 0);
    while (true) {
      if (this.#quiet()) {
        const limitMs = SERVICE_MS + limits.processMs;
        if (!entrance.attempt("process()", limitMs, this.#serve, this.#busy)) this.#fail();
        await new Promise<void>(turn); // messages come in between
        continue;
      }
      const wait = Atomics.waitAsync(this.#bell, BELL.rings, this.#rings);
      if (wait.async) await wait.value;
      this.#rings = Atomics.load(this.#bell, BELL.rings);
      if (!entrance.attempt("process()", limits.processMs, this.#answer)) this.#fail();
    }
  }

  readonly #busy = (): boolean => this.#answering !== null;

  /** The call that was interrupted ends; the next one may be fine. */
  #fail(): void {
    const stage = this.#answering;
    this.#answering = null;
    if (stage !== null) this.#parts.bridge.finished(stage, INTERRUPTED);
  }

  #quiet(): boolean {
    return !this.#parts.bridge.waiting &&
      this.#received === Atomics.load(this.#bell, BELL.messages);
  }

  /** Sleeps and answers, for a while. */
  readonly #serve = (): void => {
    const until = this.#clock.now() + SERVICE_MS;
    while (this.#quiet()) {
      const left = until - this.#clock.now();
      if (left <= 0) return;
      Atomics.wait(this.#bell, BELL.rings, this.#rings, left);
      const rings = Atomics.load(this.#bell, BELL.rings);
      if (rings === this.#rings) return;
      this.#rings = rings;
      this.#answer();
    }
  };

  /** Runs every stage that was called. */
  readonly #answer = (): void => {
    const { bridge, realm, entrance } = this.#parts;
    for (const [stage, control] of bridge.stages) {
      const call = Atomics.load(control.words, CONTROL.call);
      if (call === control.call) continue;
      control.call = call;
      bridge.running.add(stage);
      this.#answering = stage;
      realm.process(stage, control.words[CONTROL.slot]);
      entrance.settle();
      this.#answering = null;
    }
  };
}
