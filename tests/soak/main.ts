/**
 * Runs Scrim for a long time in a separate process and reports whether it leaks, drifts or slows down.
 *
 *     deno task soak [--minutes 60] [--plugins blur] [--json FILE] [--full-collections]
 *
 * Exit code 1: it does, or it ended early; 2: the options are invalid.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Films } from "../bench/process/film.ts";
import { judge, type Sample } from "./judge.ts";
import { watch } from "./watch.ts";

const FPS = 30;
const EVERY_SECONDS = 10;
const OPTIONS = {
  minutes: { type: "string", default: "60" },
  plugins: { type: "string", default: "blur" },
  json: { type: "string" },
  "full-collections": { type: "boolean", default: false },
} as const;

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(10)).join("");
}

const HEAD = [
  "minute",
  "pictures",
  "fallbacks",
  "dropped",
  "p50 ms",
  "p99 ms",
  "RSS MB",
  "handles",
];

function row(sample: Sample): string {
  const { second, pictures, fallbacks, dropped, p50Ms, p99Ms, residentMB, handles } = sample;
  const times = [p50Ms, p99Ms, residentMB].map((value) => value.toFixed(1));
  return line([
    ...[(second / 60).toFixed(1), pictures, fallbacks, dropped, ...times, handles],
    sample.threads,
  ]);
}

function usage(message: string): never {
  console.error(
    `${message}\nusage: deno task soak [--minutes N] [--plugins A,B] [--json FILE] [--full-collections]`,
  );
  Deno.exit(2);
}

function optionsOf(
  args: string[],
): { minutes: number; plugins: string[]; json?: string; v8Flags: string[] } {
  try {
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    const minutes = Number(values.minutes);
    if (!(minutes > 0)) usage(`Cannot run for --minutes ${values.minutes}: wanted a number > 0`);
    return {
      minutes,
      plugins: values.plugins.split(","),
      json: values.json,
      v8Flags: values["full-collections"] ? ["--gc-global"] : [],
    };
  } catch (error) {
    usage(error instanceof Error ? error.message : String(error));
  }
}

async function main(args: string[]): Promise<boolean> {
  const { minutes, plugins, json, v8Flags } = optionsOf(args);
  using films = new Films();
  const film = await films.get("moving");
  const samples: Sample[] = [];
  const order = { film, fps: FPS, seconds: minutes * 60, run: { plugins } };
  const everySeconds = Math.min(EVERY_SECONDS, minutes * 6);
  console.log(line([...HEAD, "threads"]));
  for await (const sample of watch({ ...order, everySeconds }, v8Flags)) {
    samples.push(sample);
    console.log(row(sample));
    if (json) await Deno.writeTextFile(json, JSON.stringify(samples));
  }
  const verdicts = judge(samples, 1000 / FPS);
  console.log();
  for (const { what, ok, found } of verdicts) {
    const said = ok === null ? "too short" : ok ? "ok" : "FAILED";
    console.log(`${said.padEnd(10)}${what.padEnd(13)}${found}`);
  }
  return verdicts.every(({ ok }) => ok !== false);
}

if (import.meta.main && !await main(Deno.args)) Deno.exit(1);
