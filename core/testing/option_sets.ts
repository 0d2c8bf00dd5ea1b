/**
 * Which option values a plugin is tried with: its defaults, each option at each of its extremes, all of them at once, and
 * what its author adds.
 *
 * @module
 */
import type { OptionSchema, OptionSpec } from "../plugin/options.ts";

/** Values by option name, as a user would give them. */
export interface GivenOptions {
  /** What is special about them, for messages. */
  readonly label: string;
  readonly given: { readonly [option: string]: unknown };
}

/** The last value that lies whole steps above `min`. */
function largest({ min, max, step }: OptionSpec & { type: "number" }): number {
  return step ? min + Math.floor((max - min) / step + 1e-9) * step : max;
}

function extremes(spec: OptionSpec, file: string | undefined): readonly unknown[] {
  switch (spec.type) {
    case "number":
      return [spec.min, largest(spec)];
    case "boolean":
      return [false, true];
    case "choice":
      return spec.choices;
    case "color":
      return [...(spec.default === null ? [null] : []), "#000000", "#1e8c3c", "#ffffff"];
    case "point":
      return [{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 0, y: 1 }, { x: 1, y: 1 }];
    case "file":
      return file === undefined ? [null] : [null, file];
  }
}

/**
 * The sets beside the defaults.
 *
 * @param base what the others start from
 * @param files values for `file` options
 */
export function extremeSets(
  schema: OptionSchema,
  { base, files }: {
    base: GivenOptions["given"];
    files: { readonly [option: string]: string };
  },
): readonly GivenOptions[] {
  const all = Object.entries(schema).map(([name, spec]) =>
    [name, extremes(spec, files[name])] as const
  );
  const single = all.flatMap(([name, values]) =>
    values.map((value) => ({
      label: `${name} = ${JSON.stringify(value)}`,
      given: { ...base, [name]: value },
    }))
  );
  if (all.length < 2) return single;
  const every = (place: number): GivenOptions["given"] =>
    Object.fromEntries(all.map(([name, values]) => [name, values.at(place)]));
  return [
    ...single,
    { label: "every option at its first extreme", given: every(0) },
    { label: "every option at its last extreme", given: every(-1) },
  ];
}
