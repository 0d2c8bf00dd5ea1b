/**
 * Flags that were renamed. They keep working for now, and say what to write instead.
 *
 * @module
 */

interface Former {
  readonly now: string;
  /** New names of values. */
  readonly values?: Readonly<Record<string, string>>;
}

const FORMER: Readonly<Record<string, Former>> = {
  effort: { now: "quality", values: { low: "fast", normal: "balanced", high: "high" } },
  sync: {
    now: "mask-sync",
    values: { exact: "every-frame", valid: "on-motion", auto: "adaptive" },
  },
  "mask-grow": { now: "mask-dilate" },
};

/** A command line in today's flags. */
export interface Renamed {
  readonly args: readonly string[];
  /** What to tell the user, a line for each former flag. */
  readonly notes: readonly string[];
}

/**
 * Replaces former flags by their successors.
 *
 * @param args without the program's name
 */
export function renameFormerFlags(args: readonly string[]): Renamed {
  const renamed: string[] = [];
  const notes: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, name = "", joined] = /^--([a-z-]+)(?:=([\s\S]*))?$/.exec(args[i]) ?? [];
    if (!Object.hasOwn(FORMER, name)) {
      renamed.push(args[i]);
      continue;
    }
    const { now, values = {} } = FORMER[name];
    const given = joined ?? args[++i];
    if (given === undefined) { // its value is missing: the parser says so, in today's words
      renamed.push(`--${now}`);
      continue;
    }
    const value = Object.hasOwn(values, given) ? values[given] : given;
    renamed.push(`--${now}=${value}`);
    notes.push(`--${name} ${given} is now called --${now}=${value}; the former name will go away`);
  }
  return { args: renamed, notes };
}
