/**
 * The only way into the plugin's realm. Deno's `terminate()` never stops a busy loop (2.9: seen for 15 s), but V8 can be
 * asked beforehand to stop a script after some time; so whatever runs in the realm, runs inside of such a script. The realm
 * has a queue of microtasks of its own, which runs inside of it, too. V8 starts a thread for each such script, 0.01 to
 * 0.1 ms: frames share one (`service.ts`).
 *
 * @module
 */

/** `node:vm`, as far as it is used; Deno's types lack the modules. */
export interface Vm {
  readonly constants: { readonly DONT_CONTEXTIFY: symbol };
  createContext(
    contextObject: symbol,
    options: {
      readonly codeGeneration: { readonly strings: false; readonly wasm: false };
      readonly microtaskMode?: "afterEvaluate";
    },
  ): object;
  runInContext(code: string, context: object): unknown;
  readonly Script: new (
    code: string,
  ) => { runInContext(context: object, options?: { readonly timeout: number }): unknown };
  readonly SourceTextModule: new (
    code: string,
    options: { readonly context: object; readonly identifier: string },
  ) => {
    link(linker: (specifier: string) => never): Promise<void>;
    evaluate(): Promise<void>;
    readonly namespace: { readonly default?: unknown };
  };
}

/** A realm with the language's globals only: no `import()`, no code from text. */
export function makeRealm(vm: Vm): object {
  return vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: "afterEvaluate",
  });
}

function nothing(): void {}
const always = (): boolean => true;

/** Lets calls into a realm, each for a limited time. */
export class Entrance {
  readonly #realm: object;
  readonly #clock: object;
  readonly #run: InstanceType<Vm["Script"]>;
  readonly #drain: InstanceType<Vm["Script"]>;
  readonly #onStuck: (hook: string, limitMs: number | null) => void;
  #call: () => void = nothing;
  #whole = true;
  #over = false;

  /** @param onStuck told that a call was interrupted after so many ms, or (`null`) that the realm broke and is not entered again */
  constructor(vm: Vm, realm: object, onStuck: (hook: string, limitMs: number | null) => void) {
    this.#realm = realm;
    this.#onStuck = onStuck;
    // A realm of its own for the script with the time limit: the plugin's code cannot touch what it calls.
    this.#clock = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
      codeGeneration: { strings: false, wasm: false },
    });
    this.#run = new vm.Script("run()");
    this.#drain = new vm.Script("0");
    const scope = vm.runInContext("globalThis", this.#clock) as { run?: () => void };
    scope.run = () => {
      try {
        this.#call();
        this.settle();
      } catch {
        this.#whole = false; // never looked at: what was thrown may be the plugin's, and run its code
      }
    };
  }

  /** Runs the microtasks that wait in the realm. To be called from within `enter()` only. */
  settle(): void {
    this.#drain.runInContext(this.#realm);
  }

  /**
   * Runs a call into the realm and the microtasks that it leaves. One that takes too long is interrupted; whether the
   * plugin may go on, Scrim's side decides: it knows whether the whole process was stopped meanwhile.
   *
   * @param hook what it is, for the message
   * @param limitMs how long all of it may take, for the message
   * @param leftMs how much of that is left
   */
  enter(hook: string, limitMs: number, call: () => void, leftMs = limitMs): void {
    this.attempt(hook, limitMs, call, always, leftMs);
  }

  /**
   * As `enter()`.
   *
   * @param busy whether the plugin's code ran when the call was interrupted; if not, nobody is told
   * @returns whether it was not interrupted
   */
  attempt(
    hook: string,
    limitMs: number,
    call: () => void,
    busy: () => boolean = always,
    leftMs = limitMs,
  ): boolean {
    if (this.#over) return true;
    this.#call = call;
    try {
      this.#run.runInContext(this.#clock, { timeout: leftMs });
    } catch { // the only thing that nobody catches inside
      if (busy()) this.#onStuck(hook, limitMs);
      return false;
    } finally {
      this.#call = nothing;
    }
    if (this.#whole) return true;
    this.#over = true;
    this.#onStuck(hook, null);
    return true;
  }
}
