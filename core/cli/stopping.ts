/**
 * How a run is stopped by signals: the first one ends it in order, which may take as long as a film takes to be finished; a second
 * one gives up.
 *
 * @module
 */
import type { FinishingOutput } from "../run/finishing.ts";
import type { Clock } from "../base/clock.ts";
import type { Terminal } from "./terminal.ts";
import type { ProgressLine } from "./progress.ts";

/** What does not end by then never will, unless a file is being finished; the process ends without it. */
export const LATEST_END_MS = 5000;
/** As shells say it of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** What stopping takes. */
export interface StoppingParts {
  readonly terminal: Pick<Terminal, "onStop" | "exit">;
  readonly progress: ProgressLine;
  readonly clock: Clock;
}

/** Listens to signals until it is disposed. */
export class Stopping implements Disposable {
  readonly #stopper = new AbortController();
  readonly #parts: StoppingParts;
  readonly #listening: Disposable;
  #cancel = (): void => {};
  #output: FinishingOutput | null = null;

  constructor(parts: StoppingParts) {
    this.#parts = parts;
    this.#listening = parts.terminal.onStop(() => this.#stop(), () => this.#giveUp());
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#stopper.signal;
  }

  /** Pass it as `onFinishing`. */
  readonly finishing = (output: FinishingOutput | null): void => {
    this.#output = output;
    const { progress } = this.#parts;
    if (output === null) progress.clear();
    else progress.finishing(output, { again: this.signal.aborted });
    if (this.signal.aborted) this.#wait();
  };

  #stop(): void {
    this.#wait();
    this.#stopper.abort(new DOMException("Stopped", "AbortError"));
  }

  /** Each sign of life of a file that is being finished grants the same time again. */
  #wait(): void {
    const { terminal, clock } = this.#parts;
    this.#cancel();
    this.#cancel = clock.after(
      LATEST_END_MS,
      () => terminal.exit(1, "Stopped, but not everything ended"),
    );
  }

  #giveUp(): void {
    const { terminal, progress } = this.#parts;
    progress.clear();
    terminal.exit(INTERRUPTED, givenUp(this.#output));
  }

  [Symbol.dispose](): void {
    this.#cancel();
    this.#listening[Symbol.dispose]();
  }
}

function givenUp(output: FinishingOutput | null): string {
  if (output === null) return "Gave up";
  const left = output.bytes > 0 ? `; what was written lies in "${output.place}"` : "";
  return `Gave up: "${output.path}" is not finished${left}`;
}
