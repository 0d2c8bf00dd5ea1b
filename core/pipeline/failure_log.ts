/**
 * What is said of frames that fail, hang or go on without a filter: once, not once a frame.
 *
 * @module
 */
import { describeError } from "../base/errors.ts";
import type { Clock, Milliseconds } from "../base/clock.ts";
import type { Log } from "../base/log.ts";

/** A frame that waits for longer waits for something that hangs: viewers see the slate by now. */
const HANGS_MS = 2000;
const LOOK_MS = 500;

/** Keeps the log short and names the culprit. */
export class FailureLog implements Disposable {
  readonly #log: Log;
  readonly #clock: Clock;
  #failures = 0;
  #skips = 0;
  #skippedNow = false;
  #waiting: { readonly waitsFor: string } | null = null;
  #sinceMs: Milliseconds = 0;
  #told = false;
  #stopLooking: (() => void) | undefined;

  constructor({ log, clock }: { readonly log: Log; readonly clock: Clock }) {
    this.#log = log;
    this.#clock = clock;
  }

  /** From now on what hangs is named while it does. */
  watch(): void {
    this.#stopLooking ??= this.#clock.every(LOOK_MS, () => this.#look());
  }

  /** A frame could not be made. */
  failed(error: unknown): void {
    if (this.#failures++ > 0) return;
    this.#warn(error, "showing the last good picture, then a slate");
  }

  /** A filter failed, and the frame went on without it. */
  skipped(error: unknown): void {
    this.#skippedNow = true;
    if (this.#skips++ > 0) return;
    this.#warn(error, "going on without it");
  }

  /** A frame waits for a model or a filter. */
  waits(runner: { readonly waitsFor: string }): void {
    this.#waiting = runner;
    this.#sinceMs = this.#clock.now();
  }

  /** It waits no more. */
  goesOn(): void {
    this.#waiting = null;
    this.#told = false;
  }

  /** A frame was shown. */
  readonly recovered = (): void => {
    if (this.#failures > 0) this.#log.warn(`Working again after ${this.#failures} failed frames`);
    this.#failures = 0;
    if (this.#skips > 0 && !this.#skippedNow) {
      this.#log.warn(`All filters work again; frames without one: ${this.#skips}`);
      this.#skips = 0;
    }
    this.#skippedNow = false;
  };

  #warn(error: unknown, then: string): void {
    this.#log.warn(`${describeError(error)}; ${then}`);
    if (error instanceof Error && error.stack) this.#log.debug(error.stack);
  }

  #look(): void {
    if (!this.#waiting || this.#told || this.#clock.now() - this.#sinceMs < HANGS_MS) return;
    this.#told = true;
    const seconds = HANGS_MS / 1000;
    this.#log.warn(
      `${this.#waiting.waitsFor} has not answered for ${seconds} s; showing the last good picture, then a slate`,
    );
  }

  /** Ends {@linkcode watch}. */
  [Symbol.dispose](): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }
}
