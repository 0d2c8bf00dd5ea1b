import { ScrimError } from "../errors.ts";

/** What to say when a file does not open. */
export function openError(path: string, cause: unknown): ScrimError {
  const missing = cause instanceof Deno.errors.NotFound;
  const reason = missing ? "no such file" : cause instanceof Error ? cause.message : String(cause);
  return new ScrimError(`Cannot open "${path}": ${reason}`, { code: "FORMAT", cause });
}
