/**
 * What a user may write to name a plugin, and how it is told apart.
 *
 * @module
 */
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ScrimError } from "../base/errors.ts";

/** Where a plugin comes from. */
export interface PluginSpecifier {
  readonly kind: "name" | "path" | "remote" | "jsr" | "npm";
  /** The name itself; for a path its `file:` URL; for a package the specifier as it was written. */
  readonly address: string;
}

/** `jsr:@scope/name@range/sub`, taken apart. */
export interface PackageSpecifier {
  /** `@scope/name`, or for npm also `name`. */
  readonly name: string;
  /** What follows the `@`; empty when left out. */
  readonly range: string;
  /** An export of the package, with its slash: `/sub`, or empty. */
  readonly subpath: string;
}

const WANTED = "a name, a path, or a file:, http:, https:, jsr: or npm: specifier";

/**
 * Tells what a plugin's specifier is: a built-in name, a path (it has a slash or ends like a module), a URL, or a package.
 * A path is what it seems to be: `#`, `?` and `%` are letters of it.
 *
 * @param specifier as the user gave it
 * @param base the directory that relative paths start from, as a `file:` URL ending in `/`
 * @throws {ScrimError} `USAGE` for an unknown scheme or a malformed specifier
 */
export function classifySpecifier(specifier: string, base: string): PluginSpecifier {
  const scheme = /^[./]/.test(specifier)
    ? undefined
    : /^([a-z][a-z0-9+.-]*):/i.exec(specifier)?.[1];
  switch (scheme?.toLowerCase()) {
    case undefined:
      break;
    case "file":
      return { kind: "path", address: parseUrl(specifier).href };
    case "http":
    case "https":
      return { kind: "remote", address: parseUrl(specifier).href };
    case "jsr":
    case "npm": {
      const kind = specifier.startsWith("jsr:") ? "jsr" : "npm";
      if (parsePackage(specifier) === null) {
        const like = kind === "jsr" ? "jsr:@scope/name@1" : "npm:name@1";
        throw usage(specifier, `not a package, wanted a form like ${like}`);
      }
      return { kind, address: specifier };
    }
    default:
      throw usage(specifier, `unknown scheme "${scheme}:", wanted ${WANTED}`);
  }
  if (/[/\\]|\.(ts|mts|js|mjs|tsx|jsx)$/i.test(specifier)) {
    return { kind: "path", address: pathToFileURL(resolve(fileURLToPath(base), specifier)).href };
  }
  if (!/^[a-z][a-z0-9_-]*$/i.test(specifier)) {
    throw usage(specifier, `not a name or path, wanted ${WANTED}`);
  }
  return { kind: "name", address: specifier };
}

/** Takes a `jsr:` or `npm:` specifier apart; `null` when it is malformed. */
export function parsePackage(specifier: string): PackageSpecifier | null {
  const scope = specifier.startsWith("jsr:") ? "@[a-z0-9-]+/" : "(?:@[a-z0-9~._-]+/)?";
  const form = new RegExp(
    `^(?:jsr|npm):/?(${scope}[a-z0-9~_][a-z0-9~._-]*)(?:@([^/]+))?(/.*)?$`,
    "i",
  );
  const match = form.exec(specifier);
  if (match === null) return null;
  const [, name, range = "", subpath = ""] = match;
  return { name, range, subpath: subpath === "/" ? "" : subpath };
}

function parseUrl(specifier: string): URL {
  try {
    return new URL(specifier);
  } catch (cause) {
    throw usage(specifier, "malformed URL", cause);
  }
}

function usage(specifier: string, reason: string, cause?: unknown): ScrimError {
  return new ScrimError(`Cannot load plugin "${specifier}": ${reason}`, { code: "USAGE", cause });
}
