/**
 * The table: groups of rows with figures, as data and as text.
 *
 * @module
 */
import type { Timing } from "./measure.ts";

/** Numbers by the column they stand in; a column's name ends in its unit. */
export type Figures = { readonly [column: string]: number };

/** One thing that was measured. */
export interface Row {
  readonly name: string;
  readonly figures: Figures;
}

/** Rows that belong together. */
export interface Group {
  /** What was measured, on what. */
  readonly title: string;
  readonly rows: readonly Row[];
  /** What the figures mean, and what was left out and why. */
  readonly notes: readonly string[];
}

const NAME_WIDTH = 42;
const GAP = 2;

/** Three digits, for a number of any size. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** All columns of a group, in the order in which rows name them. */
export function columnsOf({ rows }: Group): readonly string[] {
  return [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
}

/** A group as lines of text. Cells that a row has no figure for stay empty. */
export function formatGroup(group: Group): string {
  const columns = columnsOf(group);
  const cell = (row: Row, column: string): string =>
    column in row.figures ? formatFigure(row.figures[column]) : "";
  const widths = columns.map((column) =>
    GAP + Math.max(column.length, ...group.rows.map((row) => cell(row, column).length))
  );
  const nameWidth = Math.max(NAME_WIDTH, ...group.rows.map(({ name }) => name.length + GAP));
  const line = (name: string, cells: readonly string[]): string =>
    (name.padEnd(nameWidth) + cells.map((text, i) => text.padStart(widths[i])).join("")).trimEnd();
  return [
    line(group.title, columns),
    ...group.rows.map((row) => line(`  ${row.name}`, columns.map((column) => cell(row, column)))),
    ...group.notes.map((note) => `  (${note})`),
  ].join("\n");
}

/** The whole table. */
export function formatTable(groups: readonly Group[]): string {
  return groups.map(formatGroup).join("\n\n");
}

/**
 * Timings as rows, each also as a multiple of the first.
 *
 * @param set so many rows in succession belong together, and are multiples of their own first. Default: all
 */
export function timedRows(
  timings: Readonly<Record<string, Timing>>,
  set = Infinity,
): readonly Row[] {
  const all = Object.entries(timings);
  return all.map(([name, { best, median, cpu }], i) => {
    const [, first] = all[i - i % set];
    const figures = { "best ms": best, "median ms": median, "cpu ms": cpu };
    return { name, figures: { ...figures, "x first": best / first.best } };
  });
}

/** What a file with a benchmark does when it is run by itself. */
export async function printBench(bench: () => Promise<Group>): Promise<void> {
  console.log(formatGroup(await bench()));
}
