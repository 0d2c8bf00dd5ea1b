/**
 * The interface for log messages.
 *
 * @module
 */

/** Receives log messages. Only `core/cli` prints them. */
export interface Log {
  /** Something that the user should know once, such as a choice that Scrim made for them. */
  info(message: string): void;
  /** Something is wrong, but Scrim continues. */
  warn(message: string): void;
  /** Details, shown with `--verbose` only. */
  debug(message: string): void;
}
