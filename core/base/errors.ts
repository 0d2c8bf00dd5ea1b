/** The code of a {@linkcode ScrimError}. Programs match on the code; people read the message. */
export type ErrorCode =
  | "USAGE" // a flag, option or plugin name that cannot be used as given: exit code 2
  | "PLUGIN" // a plugin is malformed or failed
  | "DEVICE" // a camera or virtual camera cannot be opened or fails
  | "BUSY" // a camera or virtual camera is in use by another program
  | "FORMAT" // a picture, file or buffer has the wrong size or format
  | "MODEL" // a model could not be loaded or run
  | "NATIVE"; // the native library is missing, stale or failed

/** The fields of a {@linkcode ScrimError} besides its message. */
export interface ScrimErrorDetails {
  /** The class of failure. */
  readonly code: ErrorCode;
  /** What the reader can do about it, in one sentence without a final period. */
  readonly hint?: string;
  /** The error that caused this one, if there is one. */
  readonly cause?: unknown;
}

/**
 * An expected failure. Its message names the action, the quoted subject, the current value and the wanted value.
 *
 * @example Distinguish errors by their code
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
  /** Always `ScrimError`, so that programs can match on it without importing the class. */
  override readonly name = "ScrimError";
  /** The class of failure. */
  readonly code: ErrorCode;
  /** What the reader can do about it, if anything. */
  readonly hint: string | undefined;

  /**
   * Creates an error.
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

/** Formats any thrown value on one line: its message, and its hint if it has one. */
export function describeError(error: unknown): string {
  if (error instanceof ScrimError && error.hint) return `${error.message}; ${error.hint}`;
  return error instanceof Error ? error.message : String(error);
}

/** Whether `signal` is aborted and the error, or one in its chain of causes, is an `AbortError` or the signal's reason. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  for (let cause = error; cause instanceof Error || cause === signal.reason;) {
    if (cause === signal.reason || (cause as Error).name === "AbortError") return true;
    cause = (cause as Error).cause;
  }
  return false;
}
