/**
 * Checks of the values of flags, by the table of flags.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { shown } from "../base/format_value.ts";
import { type FlagName, flagOf } from "./flags.ts";

/**
 * Refuses a value of a flag, in one form for all.
 *
 * @throws {ScrimError} `USAGE`, always
 */
export function refuseFlag(flag: string, value: unknown, wanted: string): never {
  throw new ScrimError(`Cannot use --${flag} ${shown(value)}: wanted ${wanted}`, {
    code: "USAGE",
    hint: "run with --help to see every flag",
  });
}

/**
 * Checks a number against the bounds of its flag.
 *
 * @throws {ScrimError} `USAGE` naming the flag, the value and the bounds
 */
export function checkNumber(flag: FlagName, value: number | undefined): void {
  const { bounds } = flagOf(flag);
  if (value === undefined || bounds === undefined) return;
  const { min, max, whole } = bounds;
  const fits = Number.isFinite(value) && value >= min && value <= max &&
    (!whole || Number.isInteger(value));
  if (fits) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `${min}..${max}`;
  refuseFlag(flag, value, `${whole ? "a whole number" : "a number"} ${range}`);
}

/**
 * Checks a value against the choices of its flag.
 *
 * @throws {ScrimError} `USAGE` naming the flag, the value and the choices
 */
export function checkChoice(flag: FlagName, value: string | undefined): void {
  const { choices } = flagOf(flag);
  if (value === undefined || choices === undefined || choices.includes(value)) return;
  refuseFlag(flag, value, choices.join(" or "));
}
