/**
 * Explains system errors: why a file cannot be opened, written or completed.
 *
 * @module
 */
import { constants } from "node:os";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it already exists",
  EFBIG: "it would be larger than files may be; see ulimit -f",
  EIO: "the disk or the file server reported an I/O error",
  EISDIR: "it is a folder",
  ELOOP: "the path contains too many symbolic links",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is not a folder",
  EPERM: "the file system does not allow it",
  EPIPE: "the reader closed the pipe",
  EROFS: "the file system is read-only",
  ESTALE: "the file no longer exists on the file server",
  ETXTBSY: "it is a running program",
};

/** The error's system code, such as `ENOSPC`; `null` if it is not a system error. */
export function errorName(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") {
    return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
  }
  if (error instanceof Deno.errors.BrokenPipe) return "EPIPE";
  if (error instanceof Deno.errors.NotFound) return "ENOENT";
  const [, number] = /\(os error (\d+)\)/.exec(error.message) ?? []; // some of Deno's errors have no code
  const named = Object.entries(constants.errno).find(([, value]) => value === Number(number));
  return named?.[0] ?? null;
}

/**
 * Explains a system error, without the path and the error number that Deno adds to the message.
 *
 * @param missing the text for `ENOENT`
 */
export function reasonFor(error: unknown, missing: string): string {
  const name = errorName(error);
  if (name === "ENOENT") return missing;
  if (name !== null && Object.hasOwn(REASONS, name)) return `${REASONS[name]} (${name})`;
  const message = error instanceof Error ? error.message : String(error);
  const plain = message.replace(/ \(os error \d+\).*$/s, "");
  return name === null ? plain : `${plain} (${name})`;
}
