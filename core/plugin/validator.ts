/**
 * Validates values. All errors have the same form: the action that failed, the key, its value and the allowed values.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { shown } from "../base/format_value.ts";

/** An object with unknown fields. */
export type Fields = { readonly [key: string]: unknown };

/** Validates the values of one subject. */
export class Checker {
  /** @param action the action that fails, for messages: for example `load plugin "blur"` */
  constructor(readonly action: string) {}

  /** @throws {ScrimError} `PLUGIN` always */
  refuse(key: string, got: unknown, wanted: string): never {
    throw new ScrimError(`Cannot ${this.action}: "${key}" is ${shown(got)}, wanted ${wanted}`, {
      code: "PLUGIN",
    });
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

  /** Accepts true, false and undefined. */
  flag(key: string, value: unknown): void {
    if (value !== undefined && typeof value !== "boolean") {
      this.refuse(key, value, "true or false");
    }
  }

  number(key: string, value: unknown): number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return this.refuse(key, value, "a number");
  }

  oneOf(key: string, value: unknown, choices: readonly string[]): void {
    if (!choices.includes(value as string)) {
      this.refuse(key, value, choices.map((choice) => `"${choice}"`).join(" or "));
    }
  }

  hook(key: string, value: unknown, required: boolean): void {
    const fits = typeof value === "function" || (!required && value === undefined);
    if (!fits) this.refuse(key, value, "a function");
  }
}
