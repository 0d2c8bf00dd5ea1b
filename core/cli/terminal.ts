/**
 * What the command line needs of a terminal. `process_terminal.ts` is the real one.
 *
 * @module
 */

/** The terminal, as far as the command line needs it. */
export interface Terminal {
  readonly args: readonly string[];
  out(line: string): void;
  err(line: string): void;
  readonly stdoutIsTerminal: boolean;
  readonly stdinIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Writes text to stderr as it is, without a new line. */
  draw(text: string): void;
  /** Cells in a row of stderr's terminal, now. */
  columns(): number;
  /** Until disposed calls `stop` when the process is asked to end, and `giveUp` when it is asked once more. */
  onStop(stop: () => void, giveUp: () => void): Disposable;
  /** Calls back when the user switches the pause (SIGUSR1, or the key p) until disposed. */
  onToggle(toggle: () => void): Disposable;
  /** Ends the process at once. */
  exit(code: number, message: string): void;
}
