/**
 * Shows how far a download is: a bar on a terminal, one line elsewhere.
 *
 * @module
 */
import type { ModelProgress } from "../infer/store/store.ts";

/** The terminal, as far as a bar needs it. */
export interface ProgressTerminal {
  /** Prints a line. */
  err(line: string): void;
  /** Writes text as it is. */
  draw(text: string): void;
  /** Somebody sees what is drawn; else it would end up in a log. */
  readonly stderrIsTerminal: boolean;
}

const BAR_CELLS = 24;

/** One line that tells of one download after the other. */
export class ProgressLine {
  readonly #terminal: ProgressTerminal;
  /** What stands in the line now. */
  #shown = "";
  /** The file that was told of last. */
  #name = "";

  /** @param terminal what to draw on */
  constructor(terminal: ProgressTerminal) {
    this.#terminal = terminal;
  }

  /** Pass it as `progress`. Draws only what looks different. */
  readonly show = (progress: ModelProgress): void => {
    const { name, received, total } = progress;
    if (!this.#terminal.stderrIsTerminal) {
      if (name !== this.#name) this.#terminal.err(`Downloading ${name} (${mib(total)} MiB)`);
      this.#name = name;
    } else if (received < total) {
      this.#draw(barText(progress));
    } else {
      this.clear();
      this.#terminal.err(`Downloaded ${name} (${mib(total)} MiB)`);
    }
  };

  /** Takes the bar away. To be called before anything else is printed. */
  clear(): void {
    if (this.#shown === "") return;
    this.#terminal.draw(`\r${" ".repeat(this.#shown.length)}\r`);
    this.#shown = "";
  }

  #draw(text: string): void {
    if (text === this.#shown) return;
    this.#terminal.draw(`\r${text.padEnd(this.#shown.length)}`);
    this.#shown = text;
  }
}

function barText({ name, received, total }: ModelProgress): string {
  const share = received / total;
  const bar = "#".repeat(Math.floor(share * BAR_CELLS)).padEnd(BAR_CELLS, "-");
  return `${name} [${bar}] ${mib(received)} of ${mib(total)} MiB`;
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
