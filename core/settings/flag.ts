/**
 * What a flag is.
 *
 * @module
 */

/** Limits of a number that a user gives. */
export interface Bounds {
  /** The smallest number allowed. */
  readonly min: number;
  /** The largest number allowed. */
  readonly max: number;
  /** Whether fractions are refused. */
  readonly whole: boolean;
}

/** Headings of `--help`, in order. */
export const GROUPS = ["Filters", "Picture", "Model", "Mask", "Information"] as const;

/** What a value names, for completions. */
export type Completion = "file" | "plugins";

/** One flag. */
export interface Flag {
  readonly group: typeof GROUPS[number];
  /** What `--help` says: one sentence or more, in plain text; it is wrapped where it is printed. */
  readonly help: string;
  /** How the value is called in `--help`. Absent: the flag takes no value. */
  readonly value?: string;
  /** The value when none is written; only `--flag=value` gives another one. */
  readonly bare?: string;
  /** The value when the flag is not given. */
  readonly default?: string;
  /** It may be given more than once. */
  readonly repeated?: boolean;
  /** The letter of `-v`. */
  readonly short?: string;
  /** The values that it takes. */
  readonly choices?: readonly string[];
  /** The numbers that it takes. */
  readonly bounds?: Bounds;
  readonly completes?: Completion;
  /** What programs write in its place; absent: it only prints something, so programs cannot use it. */
  readonly program?: string;
}
