import { ScrimError } from "./errors.ts";
import { reasonFor } from "./reasons.ts";

/** Makes the error for a file that cannot be opened: code `FORMAT`, with the reason from `cause`. */
export function openError(path: string, cause: unknown): ScrimError {
  const reason = reasonFor(cause, "no such file");
  return new ScrimError(`Cannot open "${path}": ${reason}`, { code: "FORMAT", cause });
}
