/**
 * What a plugin threw in the sandbox, as an error on this side of it.
 *
 * @module
 */
import type { Bundle } from "../bundle/bundle.ts";
import { mapStack } from "../bundle/stack.ts";
import { ScrimError } from "../base/errors.ts";

/** How the thread names the plugin's code in stack traces. */
const CODE = "scrim:plugin";
const LONGEST = 2000;

/** One line of text that a terminal can show: what a plugin says may hold anything, escape sequences too. */
export function tame(text: string, longest: number = LONGEST): string {
  // deno-lint-ignore no-control-regex -- those are meant
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function field(fault: unknown, name: string): string {
  const value = typeof fault === "object" && fault !== null
    ? (fault as { readonly [name: string]: unknown })[name]
    : undefined;
  return typeof value === "string" ? value : "";
}

function parse(json: unknown): unknown {
  if (typeof json !== "string") return null;
  try {
    return JSON.parse(json);
  } catch {
    return null; // not made by the realm: an error without a message
  }
}

/** Makes errors of faults, with the author's own files and lines. */
export class FaultReader {
  readonly #bundle: Pick<Bundle, "map">;
  /** The last stack: a plugin that fails fails each frame, and reading the source map takes its time. */
  #known = { stack: "", mapped: "" };

  constructor(bundle: Pick<Bundle, "map">) {
    this.#bundle = bundle;
  }

  /** The error; of a class that the host knows, else a plain one. */
  read(json: unknown): Error {
    const fault = parse(json);
    const name = tame(field(fault, "name"), 100);
    const message = tame(field(fault, "message")) || "something without a message was thrown";
    const hint = tame(field(fault, "hint"));
    let error: Error;
    if (name === "ScrimError") {
      error = new ScrimError(message, { code: "PLUGIN", ...(hint === "" ? {} : { hint }) });
    } else if (name === "RangeError") {
      error = new RangeError(message);
    } else {
      error = new Error(message);
      if (name !== "") error.name = name;
    }
    error.stack = `${error.name}: ${message}${this.#frames(field(fault, "stack"))}`;
    return error;
  }

  #frames(stack: string): string {
    const frames = stack.split("\n").filter((line) => /^\s+at /.test(line) && line.includes(CODE))
      .map((line) => `\n${tame(line, 500).replace(/^\s*/, "    ")}`).join("");
    if (frames === this.#known.stack) return this.#known.mapped;
    const mapped = mapStack(frames, this.#bundle, CODE);
    this.#known = { stack: frames, mapped };
    return mapped;
  }
}
