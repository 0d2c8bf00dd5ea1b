/**
 * Validates the default export of a plugin module. Unknown keys are errors: a misspelt key in a privacy filter must stop the
 * program instead of having no effect.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { fillsInto } from "./frame_access.ts";
import type { FilterPlugin, FrameAccess } from "./contract.ts";
import { checkOption } from "./validate_options.ts";
import { Checker } from "./validator.ts";
import { PLUGIN_FIELDS } from "./fields.ts";

const ACCESS: readonly FrameAccess[] = ["read", "in-place", "new", "either", "compose"];
const FORMATS = ["i420", "luma", "rgba"];
/** The maximum of `history`. */
const MOST_HISTORY = 32;

function checkLayers(check: Checker, layers: unknown): void {
  if (!Array.isArray(layers)) return check.refuse("layers", layers, "a list");
  const names = new Set<unknown>();
  layers.forEach((value, index) => {
    const key = `layers[${index}]`;
    const need = check.object(key, value);
    check.known(`${key}.`, need, ["name", "size", "age"]);
    check.text(`${key}.name`, need.name);
    if (names.has(need.name)) check.refuse(`${key}.name`, need.name, "each layer once");
    names.add(need.name);
    if (need.size !== undefined) check.oneOf(`${key}.size`, need.size, ["frame", "native", "any"]);
    const { age } = need;
    const ageFits = age === undefined || age === "exact" || age === "valid" ||
      (typeof age === "number" && age > 0 && age <= 60_000);
    if (!ageFits) check.refuse(`${key}.age`, age, '"exact", "valid" or 1..60000 (ms)');
  });
}

function checkHooks(check: Checker, plugin: { readonly [key: string]: unknown }): void {
  check.hook("process", plugin.process, true);
  for (const name of ["narrow", "roi", "init", "dispose"]) check.hook(name, plugin[name], false);
  if (plugin.roi !== undefined && fillsInto(plugin.access as FrameAccess)) {
    check.refuse(
      "roi",
      plugin.roi,
      `no such key with access "${plugin.access}", which writes every pixel`,
    );
  }
}

/**
 * Validates every field of a module's default export.
 *
 * @param subject the name or path the user gave, for messages
 * @throws {ScrimError} `PLUGIN` with the plugin, the key, its value and the allowed values
 */
export function checkPlugin(subject: string, value: unknown): FilterPlugin {
  const check = new Checker(`load plugin "${subject}"`);
  const plugin = check.object("default export", value);
  check.known("", plugin, PLUGIN_FIELDS);
  if (plugin.apiVersion !== 1) check.refuse("apiVersion", plugin.apiVersion, "1");
  if (typeof plugin.name !== "string" || !/^[a-z][a-z0-9_-]*$/.test(plugin.name)) {
    check.refuse("name", plugin.name, "lower-case letters, digits, - and _");
  }
  check.text("summary", plugin.summary);
  check.oneOf("access", plugin.access, ACCESS);
  if (plugin.format !== undefined) check.oneOf("format", plugin.format, FORMATS);
  if (plugin.access === "compose" && (plugin.format ?? "i420") !== "i420") {
    check.refuse("format", plugin.format, '"i420" with access "compose"');
  }
  check.flag("movesPixels", plugin.movesPixels);
  check.flag("hidesBackground", plugin.hidesBackground);
  if (plugin.onFailure !== undefined) check.oneOf("onFailure", plugin.onFailure, ["hold", "skip"]);
  const { history = 0 } = plugin;
  if (!Number.isInteger(history) || Number(history) < 0 || Number(history) > MOST_HISTORY) {
    check.refuse("history", history, `a whole number 0..${MOST_HISTORY}`);
  }
  if (plugin.layers !== undefined) checkLayers(check, plugin.layers);
  if (plugin.options !== undefined) {
    for (const [name, spec] of Object.entries(check.object("options", plugin.options))) {
      checkOption(check, `options.${name}`, spec);
    }
  }
  checkHooks(check, plugin);
  return value as FilterPlugin;
}

/** The error for a module without a default export. */
export function noDefaultExport(subject: string): ScrimError {
  return new ScrimError(`Cannot load plugin "${subject}": the module has no default export`, {
    code: "PLUGIN",
    hint: "write `export default definePlugin({ … })`",
  });
}
