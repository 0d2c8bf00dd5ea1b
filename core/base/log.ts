/**
 * Messages of a run.
 *
 * @module
 */

/** Where messages go. Only `core/cli` prints. */
export interface Log {
  /** Worth knowing once: a choice that was made for the user. */
  info(message: string): void;
  /** Something is wrong and Scrim goes on. */
  warn(message: string): void;
  /** Shown with `--verbose` only. */
  debug(message: string): void;
}
