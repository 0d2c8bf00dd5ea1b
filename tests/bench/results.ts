/**
 * What was measured, kept as JSON, so that two runs can be compared.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { columnsOf, type Group } from "./table.ts";

/** One machine's figures. */
export interface Results {
  /** The processor and how many cores of it this machine has: figures of another one are no comparison. */
  readonly machine: string;
  readonly groups: readonly KeptGroup[];
}

/** A group, and when it was measured. */
export interface KeptGroup extends Group {
  readonly measuredAt: string;
  /** How many processes wanted a core in the minute before, on average: they may have disturbed it. */
  readonly load: number;
}

/** `AMD EPYC, 2 cores`. */
export function machineName(): string {
  const cpu = /^(?:model name|Model|Hardware)\s*:\s*(.+)$/m
    .exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? Deno.build.arch;
  return `${cpu.trim()}, ${navigator.hardwareConcurrency} cores`;
}

/** Where this machine's figures are kept when nobody says. */
export function defaultFile(machine: string): string {
  const name = machine.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return fileURLToPath(new URL(`results/${name}.json`, import.meta.url));
}

/** Reads what {@linkcode saveResults} wrote. @throws {Error} naming the file that holds something else */
export async function loadResults(file: string): Promise<Results> {
  let results: unknown;
  try {
    results = JSON.parse(await Deno.readTextFile(file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read results "${file}": ${reason}`, { cause });
  }
  if (isResults(results)) return results;
  throw new Error(
    `Cannot read results "${file}": it holds none, wanted a file of \`deno task bench\``,
  );
}

function isResults(value: unknown): value is Results {
  const { machine, groups } = (value ?? {}) as Partial<Results>;
  return typeof machine === "string" && Array.isArray(groups) &&
    groups.every((group) => typeof group?.title === "string" && Array.isArray(group.rows));
}

/** Keeps groups, each in place of an older one of the same title. */
export async function saveResults(file: string, { machine, groups }: Results): Promise<void> {
  const older = await loadResults(file).catch((error) => {
    if (error.cause instanceof Deno.errors.NotFound) return { machine, groups: [] };
    throw error;
  });
  const kept = older.machine === machine
    ? older.groups.filter(({ title }) => !groups.some((group) => group.title === title))
    : [];
  const text = JSON.stringify({ machine, groups: [...kept, ...groups] }, null, 2);
  await Deno.writeTextFile(file, `${text}\n`);
}

/**
 * A group's figures divided by those of an older run: 0.5 is half of it. Rows and columns that the older run lacks are named
 * in the notes.
 */
export function compare(group: Group, older: Group | undefined): Group {
  const title = `${group.title}: new / old`;
  if (!older) return { title, rows: [], notes: ["not in the older run"] };
  const added: string[] = [];
  const rows = group.rows.flatMap(({ name, figures }) => {
    const before = older.rows.find((row) => row.name === name)?.figures;
    if (!before) {
      added.push(name);
      return [];
    }
    const ratios = columnsOf(group).flatMap((column) =>
      column in figures && column in before
        ? [[column, ratio(figures[column], before[column])]]
        : []
    );
    return [{ name, figures: Object.fromEntries(ratios) }];
  });
  const notes = added.length > 0 ? [`not in the older run: ${added.join(", ")}`] : [];
  return { title, rows, notes };
}

/** Nothing has not changed against nothing. */
function ratio(now: number, before: number): number {
  return now === before ? 1 : now / before;
}
