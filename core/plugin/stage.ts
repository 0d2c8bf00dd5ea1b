/**
 * A stage: one use of a plugin in a chain, with its option values and what it needs with them.
 *
 * @module
 */
import { Checker } from "./validator.ts";
import { ScrimError } from "../base/errors.ts";
import { type OptionValues, resolveOptions } from "./options.ts";
import type { StageSpec } from "./stage_spec.ts";
import type { Narrowed, Rect } from "./contract.ts";
import type { Answers, Declaration, PluginHandle } from "./handle.ts";
import { placeIn } from "./error_location.ts";

/** One use of a plugin in a chain. */
export interface Stage {
  /** Unique in the chain. */
  readonly id: string;
  readonly handle: PluginHandle;
  /** The values that the user gave, to resolve the options again when the plugin is reloaded. */
  readonly given: { readonly [option: string]: unknown };
  readonly options: OptionValues;
  readonly answer: StageSpec;
}

/** The folders of Scrim's own modules, which are ignored when an error's place is searched. */
const OWN = [new URL("../", import.meta.url).href, new URL("../../ffi/", import.meta.url).href];

/** The first place of an error's stack in the author's files as ` (path:line:column)`, or an empty text. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? placeIn(error.stack ?? "", OWN) : null;
  return place === null ? "" : ` (${place})`;
}

/** Wraps an error from a plugin's code: adds the plugin's id, the hook and the place in its source. */
export function blame(id: string, hook: string, cause: unknown): ScrimError {
  const hint = cause instanceof ScrimError ? cause.hint : undefined;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ScrimError(`Plugin "${id}" failed in ${hook}(): ${message}${placeOf(cause)}`, {
    code: "PLUGIN",
    hint,
    cause,
  });
}

const REGIONS = ["background", "person", "frame"];

function checkNarrowed(check: Checker, value: Narrowed, declared: Declaration): void {
  const answer = check.object("narrow()", value);
  if (typeof answer.then === "function") {
    check.refuse("narrow()", "a promise", "an object, not a promise");
  }
  check.known("narrow().", answer, ["identity", "layers", "touches", "overwrites", "moved"]);
  check.flag("narrow().identity", answer.identity);
  for (const key of ["touches", "overwrites"]) {
    if (answer[key] !== undefined) check.oneOf(`narrow().${key}`, answer[key], REGIONS);
  }
  const { layers, moved } = answer;
  const names = (declared.layers ?? []).map(({ name }) => name);
  if (layers !== undefined) {
    if (!Array.isArray(layers)) check.refuse("narrow().layers", layers, "a list");
    for (const name of layers as unknown[]) {
      if (!names.includes(name as string)) {
        check.refuse(
          "narrow().layers",
          name,
          `one that is declared in layers (${names.join(", ")})`,
        );
      }
    }
  }
  if (moved === undefined) return;
  if (!declared.movesPixels) check.refuse("narrow().moved", moved, "movesPixels: true beside it");
  const numbers = Array.isArray(moved) && moved.length === 6 && moved.every(Number.isFinite);
  if (!numbers) check.refuse("narrow().moved", moved, "six numbers");
  const [a, b, , d, e] = moved as number[];
  if (Math.abs(a * e - b * d) < 1e-6) {
    check.refuse("narrow().moved", moved, "an invertible transform");
  }
}

function checkRoi(check: Checker, value: Rect | null): void {
  if (value === null) return;
  const rect = check.object("roi()", value);
  check.known("roi().", rect, ["x", "y", "width", "height"]);
  const [x, y, width, height] = ["x", "y", "width", "height"].map((key) =>
    check.number(`roi().${key}`, rect[key])
  );
  const inside = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1 + 1e-9 &&
    y + height <= 1 + 1e-9;
  if (!inside) check.refuse("roi()", value, "a part of the frame, in fractions of it");
}

async function ask(id: string, handle: PluginHandle, options: OptionValues): Promise<Answers> {
  let answers: Answers;
  try {
    answers = await handle.ask(options);
  } catch (cause) {
    if (cause instanceof ScrimError && cause.code === "PLUGIN") throw cause;
    if (!(cause instanceof RangeError)) throw blame(id, "narrow", cause);
    throw new ScrimError(`Cannot use plugin "${id}" with these options: ${cause.message}`, {
      code: "USAGE",
      hint: "run with --list-plugins to see every option",
      cause,
    });
  }
  const check = new Checker(`use plugin "${id}"`);
  checkNarrowed(check, answers.narrowed, handle.declaration);
  checkRoi(check, answers.roi);
  return answers;
}

/**
 * Makes a stage: resolves the options and calls `narrow()` and `roi()`.
 *
 * @param given values by option name
 * @param id unique in the chain
 * @throws {ScrimError} `USAGE` for options that are not allowed, `PLUGIN` when `narrow()` or `roi()` throws or returns
 * an invalid value
 */
export async function makeStage(
  handle: PluginHandle,
  given: { readonly [name: string]: unknown },
  id: string,
): Promise<Stage> {
  const { declaration, sandboxed } = handle;
  const options = resolveOptions(declaration.name, declaration.options ?? {}, given);
  const { narrowed, roi } = await ask(id, handle, options);
  const declared = declaration.layers ?? [];
  const answer: StageSpec = {
    id,
    sandboxed,
    roi,
    access: declaration.access,
    format: declaration.format ?? "i420",
    movesPixels: declaration.movesPixels ?? false,
    // For a sandboxed plugin, fields that affect other filters are ignored: with them, it could disable or mislead a filter.
    moved: sandboxed ? null : narrowed.moved ?? null,
    layers: narrowed.layers
      ? declared.filter((need) => narrowed.layers?.includes(need.name))
      : declared,
    identity: narrowed.identity ?? false,
    touches: narrowed.touches ?? "frame",
    overwrites: sandboxed ? null : narrowed.overwrites ?? null,
    history: declaration.history ?? 0,
    hidesBackground: !sandboxed && (declaration.hidesBackground ?? false),
    onFailure: declaration.onFailure ?? "hold",
  };
  return { id, handle, given, options, answer };
}

/** The id of a new stage: the plugin's name, with `#2`, `#3`, … appended if the chain has it already. */
export function stageId(name: string, taken: readonly Stage[]): string {
  const uses = taken.filter(({ handle }) => handle.declaration.name === name).length;
  return uses === 0 ? name : `${name}#${uses + 1}`;
}
