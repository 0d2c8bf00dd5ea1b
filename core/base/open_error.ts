import { ScrimError } from "./errors.ts";
import { reasonFor } from "./reasons.ts";

/** What to say when a file does not open. */
export function openError(path: string, cause: unknown): ScrimError {
  const reason = reasonFor(cause, "no such file");
  return new ScrimError(`Cannot open "${path}": ${reason}`, { code: "FORMAT", cause });
}
