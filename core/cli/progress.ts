/**
 * Shows how far a download is, or a file that is being finished: a line that changes on a terminal, one line elsewhere.
 *
 * @module
 */
import { basename } from "node:path";
import type { FinishingOutput } from "../run/finishing.ts";
import type { ModelProgress } from "../models/store/store.ts";
import { printable } from "./printable.ts";

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
/** Files that are finished sooner need no line. */
const SAY_AFTER_MS = 1000;

/** One line that tells of one download or file after the other. */
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

  /** Tells of an output that takes long to be finished. `again`: a signal has stopped the run, and another one would give up. */
  finishing(output: FinishingOutput, { again }: { readonly again: boolean }): void {
    if (output.elapsedMs < SAY_AFTER_MS) return;
    const how = again ? ". Ctrl-C again gives up" : "";
    const far = output.bytes > 0 ? `: ${mib(output.bytes)} MiB so far` : "";
    const text = `Finishing "${printable(basename(output.path))}"${far}${how}`;
    if (this.#terminal.stderrIsTerminal) return this.#draw(text);
    const name = `${output.path}${how}`;
    if (name !== this.#name) this.#terminal.err(text);
    this.#name = name;
  }

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
