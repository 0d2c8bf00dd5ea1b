/**
 * Lets a plugin's lines through to the log, but not a flood of them.
 *
 * @module
 */
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { tame } from "./fault.ts";

const LINES = 20;
const WINDOW_MS = 10_000;
const LONGEST = 500;

/** A log that takes at most 20 lines in 10 s, without control characters, each with the plugin's name. */
export class LogGate {
  readonly #log: Log;
  readonly #subject: string;
  readonly #clock: Clock;
  #since = -Infinity;
  #lines = 0;

  constructor(log: Log, subject: string, clock: Clock) {
    this.#clock = clock;
    this.#log = log;
    this.#subject = subject;
  }

  /** Writes a line, or counts it. */
  write(level: "info" | "debug" | "warn", text: string): void {
    const now = this.#clock.now();
    if (now - this.#since > WINDOW_MS) {
      const dropped = this.#lines - LINES;
      this.#since = now;
      this.#lines = 0;
      if (dropped > 0) this.#say("debug", `${dropped} more lines were left out`);
    }
    this.#lines++;
    if (this.#lines <= LINES) this.#say(level, tame(text, LONGEST));
    else if (this.#lines === LINES + 1) this.#say(level, "more lines are left out");
  }

  #say(level: "info" | "debug" | "warn", text: string): void {
    this.#log[level](`plugin "${this.#subject}": ${text}`);
  }
}
