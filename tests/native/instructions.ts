/**
 * How many instructions each kernel takes: those of the prebuilt library (x86-64-v3) itself, counted by callgrind at 1280x720.
 * What `memcpy` takes is libc's business, and differs from one to the next. No clock is involved, so the numbers are the same
 * on every machine, however busy; `instructions.json` keeps them.
 *
 *     deno run -A tests/native/instructions.ts            # each kernel, and how far it is from the table
 *     deno run -A tests/native/instructions.ts --update   # writes the table; commit it with the reason
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { outputOf } from "./compilers.ts";
import { jobTape } from "./replay/job_tape.ts";
import { compileProgram } from "./replay/programs.ts";

const PREBUILT = new URL("../../ffi/native/prebuilt/scrim-x86_64-linux.so", import.meta.url);
const TABLE = new URL("instructions.json", import.meta.url);
/** How far a count may be from the table: another way to write the same code is not a regression. */
const TOLERANCE = 0.03;
const UPDATE = "deno run -A tests/native/instructions.ts --update";

/** Instructions by job. */
export type Counts = Readonly<Record<string, number>>;

/** What the table says. */
export function readTable(): Counts {
  return JSON.parse(Deno.readTextFileSync(TABLE));
}

/** Callgrind's dumps: instructions of one object, summed by the label each dump was asked for with. */
export function countsIn(dumps: string, object: string): Counts {
  const counts: Record<string, number> = {};
  let label = "";
  let inside = false;
  let callee = false;
  for (const line of dumps.split("\n")) {
    const [, key, value] = line.match(/^(desc: Trigger: Client Request:|ob=|calls=)\s*(.*)$/) ?? [];
    if (key?.startsWith("desc")) label = value;
    else if (key === "ob=") inside = value === object;
    // The line after it tells what the callee took, which is told again where the callee is.
    else if (key === "calls=") callee = true;
    else if (/^\d+ \d+$/.test(line)) {
      if (inside && !callee) counts[label] = (counts[label] ?? 0) + Number(line.split(" ")[1]);
      callee = false;
    }
  }
  return counts;
}

/** Counts what every kernel takes the second time it is called. Takes a few seconds. */
export async function countInstructions(): Promise<Counts> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-instructions-" });
  try {
    const program = await compileProgram("count", folder, { name: "clang-19", flags: ["-O2"] });
    await Deno.writeFile(`${folder}/jobs.tape`, jobTape());
    const dumps = `${folder}/callgrind.out`;
    const library = fileURLToPath(PREBUILT);
    await outputOf(
      "valgrind",
      "--tool=callgrind",
      `--callgrind-out-file=${dumps}`,
      "--combine-dumps=yes",
      "--compress-strings=no",
      "--compress-pos=no",
      ...[program, library, "_v3", `${folder}/jobs.tape`, "2"],
    );
    return countsIn(await Deno.readTextFile(dumps), library);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is wrong with the counts, or with the table: a line each. */
export function differences(table: Counts, counts: Counts): string[] {
  const found = Object.keys(table).filter((name) => !(name in counts))
    .map((name) => `${name}: in the table, but no such job was counted; run: ${UPDATE}`);
  for (const [name, count] of Object.entries(counts)) {
    const known = table[name];
    if (known === undefined) {
      found.push(`${name}: not in the table; run: ${UPDATE}`);
      continue;
    }
    const ratio = count / known;
    const told = `${name}: ${count} instructions, the table says ${known}: x ${ratio.toFixed(3)}`;
    if (ratio > 1 + TOLERANCE) {
      found.push(`${told}. Find what made it slower; if it must be, run: ${UPDATE}`);
    } else if (ratio < 1 - TOLERANCE) {
      found.push(`${told}. So that it cannot get slower again unseen, run: ${UPDATE}`);
    }
  }
  return found;
}

async function main(): Promise<void> {
  const counts = await countInstructions();
  if (Deno.args[0] === "--update") {
    await Deno.writeTextFile(TABLE, `${JSON.stringify(counts, null, 2)}\n`);
  }
  const table = readTable();
  for (const [name, count] of Object.entries(counts)) {
    const ratio = (count / table[name]).toFixed(4);
    console.log(name.padEnd(36) + String(count).padStart(12) + `  x ${ratio}`.padStart(12));
  }
}

if (import.meta.main) await main();
