/**
 * Why a plugin could not be bundled, with the line that is to blame.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "../base/errors.ts";
import type { Esbuild } from "./esbuild.ts";
import { Refusal } from "./module.ts";
import { addressOf } from "./resolver.ts";

/** A plugin that could not be bundled. */
export class BundleError extends ScrimError {
  /** The local files that a bundle would depend on, those that are missing included: a change of one is worth another try. */
  readonly files: readonly string[];

  /** @param message names the plugin, the place and what is wrong there */
  constructor(
    message: string,
    details: { hint?: string; cause?: unknown; files: Iterable<string> },
  ) {
    super(message, { code: "PLUGIN", hint: details.hint, cause: details.cause });
    this.files = [...details.files];
  }
}

/** What is known of the plugin that failed. */
export interface Failed {
  readonly subject: string;
  /** The folder that paths in messages start from, a `file:` URL ending in `/`. */
  readonly base: string;
  readonly files: Iterable<string>;
}

/** The error for what esbuild, or what went before it, has thrown. */
export function bundleError(error: unknown, { subject, base, files }: Failed): ScrimError {
  if (error instanceof ScrimError) return error;
  const action = `Cannot bundle plugin "${subject}"`;
  if (!isBuildFailure(error)) {
    const hint = error instanceof Refusal ? error.hint : undefined;
    const reason = oneLine(error instanceof Error ? error.message : String(error), base);
    return new BundleError(`${action}: ${reason}`, { hint, cause: error, files });
  }
  const [{ location, detail, ...first }, ...more] = error.errors;
  // esbuild would take every file that fits; here there are none, and it says it this way.
  const text = oneLine(first.text, base).replace(
    /^Could not resolve (import|require)\(("[^]*")\)$/,
    "cannot import $2: a computed name, wanted a literal",
  );
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  const place = location === null
    ? ""
    : `${nameFor(addressOf(location.file), base)}:${location.line}:${columnOf(location)}: `;
  const hints = [
    detail instanceof Refusal ? detail.hint : undefined,
    location === null ? undefined : `the line is \`${excerpt(location)}\``,
  ].filter((hint) => hint !== undefined);
  return new BundleError(`${action}: ${place}${text}${others}`, {
    hint: hints.length === 0 ? undefined : hints.join("; "),
    cause: detail ?? error,
    files,
  });
}

/** The longest reason that is told, in characters. */
const LONGEST_REASON = 300;

/** The first line of what esbuild or a server says, with the names of modules as people know them. */
function oneLine(text: string, base: string): string {
  const line = text.trim().split("\n", 1)[0]
    .replaceAll(/plugin:[a-z]+:\/\/[^\s"]*?#\.mts/g, (name) => nameFor(addressOf(name), base));
  return line.length <= LONGEST_REASON ? line : `${line.slice(0, LONGEST_REASON)} …`;
}

/** A module's name for people: a path below `base` if it is there, else the whole path or address. */
export function nameFor(address: string, base: string): string {
  if (!address.startsWith("file:")) return address;
  const path = fileURLToPath(address);
  const folder = fileURLToPath(base);
  return path.startsWith(folder) ? path.slice(folder.length) : path;
}

/** esbuild counts bytes from 0; people count letters from 1. */
function columnOf({ lineText, column }: Esbuild.Location): number {
  return new TextDecoder().decode(new TextEncoder().encode(lineText).subarray(0, column)).length +
    1;
}

/** A line of code is shown whole unless it is very long. */
function excerpt({ lineText, column }: Esbuild.Location): string {
  const text = lineText.trim();
  return text.length <= 120 ? text : `… ${lineText.slice(column, column + 100)} …`;
}

function isBuildFailure(error: unknown): error is Esbuild.BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors) &&
    error.errors.length > 0;
}
