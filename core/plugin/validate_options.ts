/**
 * Validates the declaration of an option.
 *
 * @module
 */
import type { Checker, Fields } from "./validator.ts";

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  number: ["default", "min", "max", "step", "unit"],
  boolean: ["default"],
  choice: ["default", "choices"],
  color: ["default"],
  point: ["default"],
  file: ["default"],
};

function checkNumber(check: Checker, key: string, spec: Fields): void {
  for (const field of ["default", "min", "max"]) check.number(`${key}.${field}`, spec[field]);
  const { default: value, min, max, step } = spec as { [field: string]: number };
  if (min > max) check.refuse(`${key}.min`, min, `at most max (${max})`);
  if (value < min || value > max) check.refuse(`${key}.default`, value, `${min}..${max}`);
  if (step !== undefined && !(check.number(`${key}.step`, step) > 0)) {
    check.refuse(`${key}.step`, step, "more than 0");
  }
  if (spec.unit !== undefined) check.text(`${key}.unit`, spec.unit);
}

function checkChoice(check: Checker, key: string, { choices, default: value }: Fields): void {
  const texts = Array.isArray(choices) && choices.length > 0 &&
    choices.every((choice) => typeof choice === "string");
  if (!texts) check.refuse(`${key}.choices`, choices, "a list of texts");
  if (!(choices as unknown[]).includes(value)) {
    check.refuse(`${key}.default`, value, "one of the choices");
  }
}

function checkPoint(check: Checker, key: string, value: unknown): void {
  const point = check.object(`${key}.default`, value);
  check.known(`${key}.default.`, point, ["x", "y"]);
  for (const field of ["x", "y"]) {
    const place = check.number(`${key}.default.${field}`, point[field]);
    if (place < 0 || place > 1) check.refuse(`${key}.default.${field}`, place, "0..1");
  }
}

/** Validates `options.NAME`; `key` is that name in messages. @throws {ScrimError} `PLUGIN` */
export function checkOption(check: Checker, key: string, value: unknown): void {
  const spec = check.object(key, value);
  const fields = typeof spec.type === "string" && Object.hasOwn(FIELDS, spec.type)
    ? FIELDS[spec.type]
    : check.refuse(`${key}.type`, spec.type, Object.keys(FIELDS).join(" or "));
  check.known(`${key}.`, spec, ["type", "summary", ...fields]);
  check.text(`${key}.summary`, spec.summary);
  switch (spec.type) {
    case "number":
      return checkNumber(check, key, spec);
    case "boolean":
      if (typeof spec.default !== "boolean") {
        check.refuse(`${key}.default`, spec.default, "true or false");
      }
      return;
    case "choice":
      return checkChoice(check, key, spec);
    case "color":
      if (
        spec.default !== null &&
        !(typeof spec.default === "string" && /^#[0-9a-f]{6}$/i.test(spec.default))
      ) {
        check.refuse(`${key}.default`, spec.default, "#rrggbb or null");
      }
      return;
    case "point":
      return checkPoint(check, key, spec.default);
    default:
      if (spec.default !== null) check.refuse(`${key}.default`, spec.default, "null");
  }
}
