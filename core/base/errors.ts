/** Every error that Scrim raises on purpose carries one of these codes; programs match on it, people read the message. */
export type ErrorCode =
  | "USAGE" // a flag, option or plugin name that cannot be used as given: exit code 2
  | "PLUGIN" // a plugin is malformed or failed
  | "DEVICE" // a camera or virtual camera refused
  | "BUSY" // a camera or virtual camera is in use by another program
  | "FORMAT" // a picture, file or buffer does not have the shape that was asked for
  | "MODEL" // a model could not be loaded or run
  | "NATIVE"; // the native library is missing, stale or failed

/** What a {@linkcode ScrimError} knows besides its message. */
export interface ScrimErrorDetails {
  /** The class of failure. */
  readonly code: ErrorCode;
  /** What the reader can do about it, in one sentence without a final period. */
  readonly hint?: string;
  /** The error underneath, if there is one. */
  readonly cause?: unknown;
}

/**
 * An expected failure: its message names the action, the quoted subject, what is and what was wanted.
 *
 * @example Tell a user's mistake from a broken device
 * ```ts
 * import { ScrimError } from "./errors.ts";
 *
 * const error = new ScrimError('Cannot open "/dev/video9": no such device (ENODEV)', {
 *   code: "DEVICE",
 *   hint: "run with --list-devices to see what is there",
 * });
 * if (error.code === "DEVICE") console.error(error.message, error.hint);
 * ```
 */
export class ScrimError extends Error {
  /** Always `ScrimError`, to match on without importing the class. */
  override readonly name = "ScrimError";
  /** The class of failure. */
  readonly code: ErrorCode;
  /** What the reader can do about it. */
  readonly hint: string | undefined;

  /**
   * An error that programs tell by its code and people by its message and hint.
   *
   * @param message action, quoted subject, colon, current value, wanted value; no final period
   * @param details code, hint and cause
   */
  constructor(message: string, details: ScrimErrorDetails) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.hint = details.hint;
  }
}

/** The message and hint of anything thrown, on one line. */
export function describeError(error: unknown): string {
  if (error instanceof ScrimError && error.hint) return `${error.message}; ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

/** Whether an error is, or was wrapped around, what an aborted signal makes of everything that waits for it. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  for (let cause = error; cause instanceof Error || cause === signal.reason;) {
    if (cause === signal.reason || (cause as Error).name === "AbortError") return true;
    cause = (cause as Error).cause;
  }
  return false;
}
