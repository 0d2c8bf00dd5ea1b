/**
 * What a run has cost so far, on a terminal, written over once a second.
 *
 * @module
 */
import type { Summary } from "../base/stats.ts";
import { statsText } from "./print.ts";
import { printable } from "./printable.ts";

/** The terminal, as far as these lines need it. */
export interface StatsTerminal {
  /** Writes text as it is. */
  draw(text: string): void;
  /** Somebody sees what is drawn; else it would end up in a log. */
  readonly stderrIsTerminal: boolean;
  /** Cells in a row of it, now. */
  columns(): number;
}

/** Lines that are written over. */
export class LiveStats {
  readonly #terminal: StatsTerminal;
  #lines = 0;

  /** @param terminal what to draw on */
  constructor(terminal: StatsTerminal) {
    this.#terminal = terminal;
  }

  /** Pass it as `onStats`. Draws nothing where nobody sees it. */
  readonly show = (summary: Summary): void => {
    if (!this.#terminal.stderrIsTerminal) return;
    this.clear();
    // A line that went on in the next row could not be written over.
    const width = this.#terminal.columns() - 1;
    const lines = printable(statsText(summary)).split("\n").map((line) => line.slice(0, width));
    this.#terminal.draw(`${lines.join("\n")}\n`);
    this.#lines = lines.length;
  };

  /** Takes the lines away. To be called before anything else is printed. */
  clear(): void {
    if (this.#lines === 0) return;
    this.#terminal.draw(`\x1b[${this.#lines}A\x1b[J`);
    this.#lines = 0;
  }
}
