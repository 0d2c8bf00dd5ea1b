/** A log that tests read. @module */
import type { Log } from "../../core/base/log.ts";

/** Records all messages. */
export class SaidLog implements Log {
  readonly lines: string[] = [];
  /** Messages that only --verbose shows. */
  readonly details: string[] = [];
  info(message: string): void {
    this.lines.push(`info ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  debug(message: string): void {
    this.details.push(message);
  }
}
