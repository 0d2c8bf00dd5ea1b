/**
 * Why a file cannot be opened, written or finished, in words that users know.
 *
 * @module
 */
import { constants } from "node:os";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it exists",
  EFBIG: "it would be larger than files may be; see ulimit -f",
  EIO: "the disk or its server failed",
  EISDIR: "it is a folder",
  ELOOP: "it leads through too many symbolic links",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "the file system does not allow it",
  EPIPE: "the reader closed the pipe",
  EROFS: "the file system is read-only",
  ESTALE: "the file server lost it",
  ETXTBSY: "it is a program that runs",
};

/** The system's name of an error (`ENOSPC`); `null` for what is none of the system's. */
export function errorName(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string") {
    return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
  }
  if (error instanceof Deno.errors.BrokenPipe) return "EPIPE";
  if (error instanceof Deno.errors.NotFound) return "ENOENT";
  const [, number] = /\(os error (\d+)\)/.exec(error.message) ?? []; // Deno names most errors, but not all
  const named = Object.entries(constants.errno).find(([, value]) => value === Number(number));
  return named?.[0] ?? null;
}

/**
 * The reason that an error of the system gives, without the path and the number that Deno adds.
 *
 * @param missing what to say when something is not there
 */
export function reasonFor(error: unknown, missing: string): string {
  const name = errorName(error);
  if (name === "ENOENT") return missing;
  if (name !== null && Object.hasOwn(REASONS, name)) return `${REASONS[name]} (${name})`;
  const message = error instanceof Error ? error.message : String(error);
  const plain = message.replace(/ \(os error \d+\).*$/s, "");
  return name === null ? plain : `${plain} (${name})`;
}
