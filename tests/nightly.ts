/**
 * `deno task nightly [--only NAME,NAME] [--list]`: what takes too long to be tried at every change. Each part says when it last
 * passed on this machine; the last line says how many passed. Exit code 1: a part failed; 2: the arguments do not fit.
 *
 * @module
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** When each part last passed: an ignored file. */
const RECORD = `${ROOT}.cache/nightly.json`;

/** One part: a command, run in the root of the repository. */
export interface Part {
  readonly name: string;
  readonly what: string;
  readonly args: readonly string[];
  /** How often it is run. Default 1. */
  readonly times?: number;
  /** What it finds in its environment, besides ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/** All parts. */
export const PARTS: readonly Part[] = [
  {
    name: "fuzz",
    what: "100,000 odd inputs for everything that reads what others wrote",
    args: ["run", "-A", "tests/fuzz/main.ts"],
  },
  {
    name: "builtins",
    what: "every built-in function that a plugin in the sandbox reaches, with huge lists",
    args: ["run", "-A", "tests/core/sandbox/try_builtins.ts"],
  },
  {
    name: "soak",
    what: "an hour of blur, judged for leaks and drift",
    args: ["run", "-A", "tests/soak/main.ts", "--minutes", "60"],
  },
  {
    name: "kills",
    what: "Scrim killed while it writes, fifty times",
    args: ["run", "-A", "tests/run.ts", "--no-check", "tests/cli/killed_test.ts"],
    times: 50,
  },
  {
    name: "starts",
    what: "workers and models that start, fail and end, thirty times",
    args: [
      ...["run", "-A", "tests/run.ts", "--no-check", "tests/core/models/engine_process_test.ts"],
      ...["tests/core/models/engine_failure_test.ts", "tests/cli/frozen_lock_test.ts"],
    ],
    times: 30,
  },
  {
    name: "film",
    what: "an hour of film from end to end: every frame arrives, at its time",
    args: ["run", "-A", "tests/long_film.ts"],
  },
  {
    name: "device",
    what: "all experiments of the device tests, three times",
    args: ["run", "-A", "tests/run.ts", "--no-check", "--limit", "10800", "tests/device"],
    times: 3,
    env: { SCRIM_DEVICE_TIER: "nightly" },
  },
];

/** The time at which each part last passed. */
type Passes = { [part: string]: string };

async function readRecord(path: string): Promise<Passes> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}

async function passed(part: Part): Promise<boolean> {
  for (let time = 1; time <= (part.times ?? 1); time++) {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [...part.args],
      cwd: ROOT,
      env: part.env,
      stdin: "null",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn().status;
    if (!success) {
      console.log(`FAILED ${part.name}, time ${time} of ${part.times ?? 1}`);
      return false;
    }
  }
  return true;
}

function choose(all: readonly Part[], only: string | undefined): readonly Part[] {
  if (only === undefined) return all;
  return only.split(",").map((name) => {
    const part = all.find((one) => one.name === name);
    if (part) return part;
    throw new Error(`--only "${name}": wanted ${all.map(({ name }) => name).join(", ")}`);
  });
}

/**
 * Runs the parts that the arguments choose.
 *
 * @param record the file that holds when each part last passed
 * @returns the exit code
 */
export async function nightly(
  args: string[],
  { all = PARTS, record: path = RECORD }: { all?: readonly Part[]; record?: string } = {},
): Promise<number> {
  let parts: readonly Part[];
  let list: boolean;
  try {
    const options = {
      only: { type: "string" },
      list: { type: "boolean", default: false },
    } as const;
    const { values } = parseArgs({ args, options });
    parts = choose(all, values.only);
    list = values.list;
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    return 2;
  }
  const record = await readRecord(path);
  for (const { name, what } of parts) {
    console.log(`${name.padEnd(10)} last passed ${record[name] ?? "never"}: ${what}`);
  }
  if (list) return 0;
  let failed = 0;
  for (const part of parts) {
    console.log(`\n${part.name}: ${part.what}`);
    if (!await passed(part)) {
      failed++;
      continue;
    }
    record[part.name] = new Date().toISOString();
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, `${JSON.stringify(record, null, 1)}\n`);
  }
  console.log(`\n${parts.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await nightly(Deno.args));
