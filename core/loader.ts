/**
 * From a name or path to a checked plugin. Every field is checked and unknown keys are refused: a privacy filter with a
 * typing error must stop the program, not silently do nothing.
 *
 * @module
 */
import { describeError, ScrimError } from "./errors.ts";
import type { FilterPlugin, FrameAccess } from "./plugin.ts";

/** Built-in plugins by name, loaded when used. */
export type PluginRegistry = {
  readonly [name: string]: () => Promise<{ readonly default: FilterPlugin }>;
};

const ACCESS: readonly FrameAccess[] = ["read", "in-place", "new", "either"];
const FIELDS = [
  "apiVersion",
  "name",
  "summary",
  "access",
  "movesPixels",
  "layers",
  "options",
  "narrow",
  "init",
  "process",
  "dispose",
];
const OPTION_FIELDS: Readonly<Record<string, readonly string[]>> = {
  number: ["default", "min", "max", "step", "unit"],
  boolean: ["default"],
  choice: ["default", "choices"],
  color: ["default"],
  file: ["default"],
};

type Fields = { readonly [key: string]: unknown };

/** Refuses one plugin, by the name it was asked for. */
class Checker {
  constructor(readonly subject: string) {}

  refuse(key: string, got: unknown, wanted: string): never {
    const text = typeof got === "function" ? "a function" : JSON.stringify(got) ?? String(got);
    throw new ScrimError(
      `Cannot load plugin "${this.subject}": "${key}" is ${text}, wanted ${wanted}`,
      { code: "PLUGIN" },
    );
  }

  object(key: string, value: unknown): Fields {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Fields;
    }
    return this.refuse(key, value, "an object");
  }

  known(key: string, value: Fields, names: readonly string[]): void {
    for (const name of Object.keys(value)) {
      if (!names.includes(name)) {
        this.refuse(`${key}${name}`, value[name], `no such key (known: ${names.join(", ")})`);
      }
    }
  }

  text(key: string, value: unknown): void {
    if (typeof value !== "string" || value.trim() === "") this.refuse(key, value, "a text");
  }

  hook(key: string, value: unknown, required: boolean): void {
    const fits = typeof value === "function" || (!required && value === undefined);
    if (!fits) this.refuse(key, value, "a function");
  }
}

function checkOption(check: Checker, key: string, value: unknown): void {
  const spec = check.object(key, value);
  const fields = typeof spec.type === "string" && Object.hasOwn(OPTION_FIELDS, spec.type)
    ? OPTION_FIELDS[spec.type]
    : check.refuse(`${key}.type`, spec.type, Object.keys(OPTION_FIELDS).join(" or "));
  check.known(`${key}.`, spec, ["type", "summary", ...fields]);
  check.text(`${key}.summary`, spec.summary);
  switch (spec.type) {
    case "number": {
      for (const field of ["default", "min", "max"]) {
        if (!Number.isFinite(spec[field])) check.refuse(`${key}.${field}`, spec[field], "a number");
      }
      const { default: value, min, max, step } = spec as { [field: string]: number };
      if (min > max) check.refuse(`${key}.min`, min, `at most max (${max})`);
      if (value < min || value > max) check.refuse(`${key}.default`, value, `${min}..${max}`);
      if (step !== undefined && !(step > 0)) check.refuse(`${key}.step`, step, "more than 0");
      if (spec.unit !== undefined) check.text(`${key}.unit`, spec.unit);
      break;
    }
    case "boolean":
      if (typeof spec.default !== "boolean") {
        check.refuse(`${key}.default`, spec.default, "true or false");
      }
      break;
    case "choice": {
      const choices = spec.choices;
      const texts = Array.isArray(choices) && choices.length > 0 &&
        choices.every((choice) => typeof choice === "string");
      if (!texts) check.refuse(`${key}.choices`, choices, "a list of texts");
      else if (!(choices as unknown[]).includes(spec.default)) {
        check.refuse(`${key}.default`, spec.default, "one of the choices");
      }
      break;
    }
    case "color":
      if (spec.default !== null && !/^#[0-9a-f]{6}$/i.test(String(spec.default))) {
        check.refuse(`${key}.default`, spec.default, "#rrggbb or null");
      }
      break;
    default:
      if (spec.default !== null) check.refuse(`${key}.default`, spec.default, "null");
  }
}

function checkLayers(check: Checker, layers: unknown): void {
  if (!Array.isArray(layers)) return check.refuse("layers", layers, "a list");
  const names = new Set<unknown>();
  layers.forEach((value, index) => {
    const key = `layers[${index}]`;
    const need = check.object(key, value);
    check.known(`${key}.`, need, ["name", "size"]);
    check.text(`${key}.name`, need.name);
    if (names.has(need.name)) check.refuse(`${key}.name`, need.name, "each layer once");
    names.add(need.name);
    if (need.size !== undefined && need.size !== "frame" && need.size !== "native") {
      check.refuse(`${key}.size`, need.size, '"frame" or "native"');
    }
  });
}

/**
 * Checks every field of what a module exports.
 *
 * @param subject the name or path the user gave, for messages
 * @throws {ScrimError} `PLUGIN` naming the plugin, the key, its value and what was wanted
 */
export function checkPlugin(subject: string, value: unknown): FilterPlugin {
  const check = new Checker(subject);
  const plugin = check.object("default export", value);
  check.known("", plugin, FIELDS);
  if (plugin.apiVersion !== 1) check.refuse("apiVersion", plugin.apiVersion, "1");
  if (typeof plugin.name !== "string" || !/^[a-z][a-z0-9_-]*$/.test(plugin.name)) {
    check.refuse("name", plugin.name, "lower-case letters, digits, - and _");
  }
  check.text("summary", plugin.summary);
  if (!ACCESS.includes(plugin.access as FrameAccess)) {
    check.refuse("access", plugin.access, ACCESS.join(" or "));
  }
  if (plugin.movesPixels !== undefined && typeof plugin.movesPixels !== "boolean") {
    check.refuse("movesPixels", plugin.movesPixels, "true or false");
  }
  if (plugin.layers !== undefined) checkLayers(check, plugin.layers);
  if (plugin.options !== undefined) {
    for (const [name, spec] of Object.entries(check.object("options", plugin.options))) {
      checkOption(check, `options.${name}`, spec);
    }
  }
  check.hook("process", plugin.process, true);
  for (const name of ["narrow", "init", "dispose"]) check.hook(name, plugin[name], false);
  return value as FilterPlugin;
}

async function importModule(subject: string, load: () => Promise<unknown>): Promise<FilterPlugin> {
  let module: unknown;
  try {
    module = await load();
  } catch (cause) {
    throw new ScrimError(`Cannot load plugin "${subject}": ${describeError(cause)}`, {
      code: "PLUGIN",
      cause,
    });
  }
  const exported = (module as { default?: unknown }).default;
  if (exported === undefined) {
    throw new ScrimError(`Cannot load plugin "${subject}": the module has no default export`, {
      code: "PLUGIN",
      hint: "write `export default definePlugin({ … })`",
    });
  }
  return checkPlugin(subject, exported);
}

/**
 * Loads a plugin by built-in name or by the path of an ES module. A path is anything with a slash or the ending of a
 * module; it runs with Scrim's own rights.
 *
 * @param base the directory that relative paths start from, as a `file:` URL ending in `/`
 * @throws {ScrimError} `USAGE` for an unknown name, `PLUGIN` for a module that does not load or fit
 */
export async function loadPlugin(
  specifier: string,
  { registry, base }: { registry: PluginRegistry; base: string },
): Promise<FilterPlugin> {
  if (Object.hasOwn(registry, specifier)) return await importModule(specifier, registry[specifier]);
  if (!/[/\\]|\.(ts|js|mjs)$/.test(specifier)) {
    throw new ScrimError(
      `Cannot load plugin "${specifier}": no built-in plugin has this name ` +
        `(there are: ${Object.keys(registry).join(", ")})`,
      { code: "USAGE", hint: `for a module of your own give its path, such as ./${specifier}.ts` },
    );
  }
  const url = new URL(specifier, base);
  return await importModule(specifier, () => import(url.href));
}
