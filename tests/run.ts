/**
 * `deno task test [PATH...] [--jobs N] [--limit SECONDS] [--no-check]`: every test file below the paths (default: all), each in a
 * process of its own, so that one that crashes or hangs is named and keeps no other from running. The last line says how many
 * tests passed and failed. Exit code 1: something failed; 2: the arguments do not fit.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { testFiles } from "./runner/files.ts";
import { fileText, summaryText, totals } from "./runner/report.ts";
import { runAll } from "./runner/run_all.ts";

const TESTS = fileURLToPath(new URL("./", import.meta.url));

interface Arguments {
  readonly files: readonly string[];
  readonly jobs: number;
  readonly limitMs: number;
  readonly check: boolean;
}

function whole(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${flag} is "${text}", wanted a whole number of at least 1`);
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      jobs: { type: "string", default: String(Math.min(navigator.hardwareConcurrency, 4)) },
      limit: { type: "string", default: "3600" },
      "no-check": { type: "boolean", default: false },
    },
  });
  return {
    files: testFiles(positionals.length > 0 ? positionals : [TESTS]),
    jobs: whole("jobs", values.jobs),
    limitMs: 1000 * whole("limit", values.limit),
    check: !values["no-check"],
  };
}

/** All files at once, so that what they share is checked once. A type error is printed by Deno. */
async function typesFit(files: readonly string[]): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", ...files],
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).success;
}

async function main(args: string[]): Promise<number> {
  let options: Arguments;
  try {
    options = readArguments(args);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  const { files, jobs, limitMs, check } = options;
  const start = performance.now();
  const stopper = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(name, () => stopper.abort());
  }
  const checked = !check || await typesFit(files);
  if (!checked) console.log("FAILED: the types of the tests do not fit; they run all the same");
  const results = await runAll(files, {
    ...{ jobs, limitMs, signal: stopper.signal },
    onResult: (result) => console.log(fileText(result)),
  });
  const seconds = (performance.now() - start) / 1000;
  console.log(summaryText(results, { wanted: files, seconds }));
  const { failed } = totals(results);
  return checked && failed === 0 && results.length === files.length ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
