/**
 * The thread's side of what its plugin's realm may ask for.
 *
 * @module
 */
import type { Arena } from "../../media/arena.ts";
import { ScrimError } from "../../base/errors.ts";
import type { Kernels } from "../../media/kernels.ts";
import type { SandboxLimits } from "../limits.ts";
import { CONTROL, type FromThread } from "../protocol.ts";
import type { Outside, Realm } from "./outside.ts";

/** Messages that a plugin may cause in a second, and the longest. What is more is dropped. */
const MOST_LINES = 40;
const LONGEST_LINE = 1000;
/** The longest path of Linux. */
const LONGEST_PATH = 4096;

/** What the bridge works with, taken before the thread's globals are gone. */
export interface BridgeTools {
  readonly arena: Arena;
  readonly kernels: Kernels;
  readonly limits: SandboxLimits;
  /** What this thread's clock lacks to Scrim's own, in milliseconds. */
  readonly clockOffsetMs: number;
  post(message: FromThread): void;
  /** Bytes of typed arrays in this thread. */
  external(): number;
  /** Frees what nothing holds. */
  collect(): void;
  /** Calls into the realm. */
  enter(call: (realm: Realm) => void): void;
}

/** A hook that has not answered. */
interface PendingHook {
  readonly hook: string;
  readonly limitMs: number;
  readonly untilMs: number;
}

/** One stage's words, and which call runs. */
export interface StageControl {
  readonly words: Int32Array;
  call: number;
}

/** Everything that the realm's `Outside` needs, by stage and by number. */
export class Bridge implements Outside {
  readonly kernels: Outside["kernels"];
  readonly stages = new Map<number, StageControl>();
  readonly #tools: BridgeTools;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #answers = new Map<number, Uint8Array>();
  readonly #encoder = new TextEncoder();
  readonly #makeDecoder: (label: string, fatal: boolean) => TextDecoder;
  readonly #clock: Performance;
  readonly #setTimeout: typeof setTimeout;
  readonly #clearTimeout: typeof clearTimeout;
  readonly #baseline: number;
  #encoded = new Uint8Array();
  /** Stages whose `process()` goes on after it returned. */
  readonly running = new Set<number>();
  /** Hooks that were called and have not answered, by the number of the question. */
  readonly #hooks = new Map<number, PendingHook>();
  #open = 0;
  #wants = 0;
  #lines = 0;
  #dropped = 0;
  #second = 0;

  constructor(tools: BridgeTools) {
    this.#tools = tools;
    this.kernels = tools.kernels;
    this.#clock = performance;
    this.#setTimeout = setTimeout;
    this.#clearTimeout = clearTimeout;
    const Decoder = TextDecoder;
    this.#makeDecoder = (label, fatal) => new Decoder(label, { fatal });
    this.#baseline = tools.external();
  }

  /** Whether the plugin waits for something that only the event loop brings. */
  get waiting(): boolean {
    return this.#open > 0 || this.#timers.size > 0 || this.running.size > 0;
  }

  buffer(): SharedArrayBuffer {
    return this.#tools.arena.memory.buffer as unknown as SharedArrayBuffer;
  }

  allocate(length: number): number {
    const { arena, limits } = this.#tools;
    const most = limits.picturesMiB * 2 ** 20;
    if (!Number.isInteger(length) || length < 0 || arena.used + length > most) {
      throw new ScrimError(
        `Cannot allocate ${length} bytes: ${arena.used} of ${most} are taken`,
        { code: "FORMAT", hint: "run it with --trust if it really needs more" },
      );
    }
    return arena.bytes(length).byteOffset;
  }

  done(id: number, value: string): void {
    this.#hooks.delete(+id);
    this.#tools.post({ kind: "done", id: +id, value: `${value}`, memory: this.buffer() });
  }

  threw(id: number, fault: string): void {
    this.#hooks.delete(+id);
    this.#tools.post({ kind: "threw", id: +id, fault: `${fault}` });
  }

  finished(stage: number, fault: string): void {
    if (!this.running.delete(stage)) return;
    const control = this.stages.get(stage);
    if (control === undefined) return;
    const { words, call } = control;
    if (fault !== "") this.#tools.post({ kind: "failed", stage: +stage, fault: `${fault}` });
    words[CONTROL.failed] = fault === "" ? 0 : 1;
    Atomics.store(words, CONTROL.done, call);
    Atomics.notify(words, CONTROL.done);
  }

  log(level: "info" | "debug" | "warn", text: string): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      const dropped = this.#dropped;
      this.#second = second;
      this.#lines = 0;
      this.#dropped = 0;
      if (dropped > 0) this.#say("debug", `${dropped} more lines were left out`);
    }
    if (this.#lines < MOST_LINES) this.#say(level, `${text}`.slice(0, LONGEST_LINE));
    else this.#dropped++;
    this.#lines++;
  }

  #say(level: "info" | "debug" | "warn", text: string): void {
    this.#tools.post({ kind: "log", level, text });
  }

  want(
    stage: number,
    what: "image" | "file",
    path: string,
    width: number,
    height: number,
    fit: string,
  ): number {
    const id = ++this.#wants;
    this.#open++;
    this.#tools.post({
      kind: "want",
      id,
      stage: +stage,
      what,
      path: `${path}`.slice(0, LONGEST_PATH),
      width: +width,
      height: +height,
      fit: `${fit}`.slice(0, 20),
    });
    return id;
  }

  /** Scrim's answer to `want()`. */
  answer(id: number, data: ArrayBuffer | undefined, refusal: string | undefined): void {
    this.#open--;
    if (data !== undefined) this.#answers.set(id, new Uint8Array(data));
    const problem = data === undefined ? refusal ?? "it cannot be read" : "";
    this.#tools.enter((realm) => realm.answered(id, data?.byteLength ?? 0, problem));
    this.#answers.delete(id);
  }

  take(id: number, into: Uint8Array): void {
    const data = this.#answers.get(id);
    if (data !== undefined) Uint8Array.prototype.set.call(into, data);
  }

  setTimer(id: number, ms: number): void {
    const fire = (): void => {
      this.#timers.delete(id);
      this.#tools.enter((realm) => realm.timer(id));
    };
    this.#timers.set(id, this.#setTimeout.call(undefined, fire, ms));
  }

  clearTimer(id: number): void {
    this.#clearTimeout.call(undefined, this.#timers.get(id));
    this.#timers.delete(id);
  }

  now(): number {
    return this.#clock.now() + this.#tools.clockOffsetMs;
  }

  /** A hook has begun that may go on after it returned: until it is done, its time is not over. */
  begin(id: number, hook: string, limitMs: number): void {
    this.#hooks.set(id, { hook, limitMs, untilMs: this.#clock.now() + limitMs });
  }

  /**
   * What a callback belongs to, how long it may take now, and how long all of it may: of the hooks that wait, the one with most
   * time left.
   */
  get budget(): { readonly hook: string; readonly leftMs: number; readonly limitMs: number } {
    const { processMs } = this.#tools.limits;
    let budget = { hook: "a callback", leftMs: processMs, limitMs: processMs };
    let latestMs = -Infinity;
    const now = this.#clock.now();
    for (const { hook, limitMs, untilMs } of this.#hooks.values()) {
      if (untilMs <= latestMs) continue;
      latestMs = untilMs;
      budget = { hook, leftMs: Math.max(1, Math.ceil(untilMs - now)), limitMs };
    }
    return budget;
  }

  tooMuch(bytes: number): boolean {
    const { external, collect, limits } = this.#tools;
    const most = this.#baseline + limits.buffersMiB * 2 ** 20;
    if (external() + bytes <= most) return false;
    collect();
    return external() + bytes > most;
  }

  encode(text: string): number {
    this.#encoded = this.#encoder.encode(`${text}`);
    return this.#encoded.length;
  }

  encoded(into: Uint8Array): void {
    Uint8Array.prototype.set.call(into, this.#encoded);
    this.#encoded = new Uint8Array();
  }

  decode(bytes: Uint8Array, label: string, fatal: boolean): string {
    return this.#makeDecoder(`${label}`, fatal).decode(bytes);
  }
}
