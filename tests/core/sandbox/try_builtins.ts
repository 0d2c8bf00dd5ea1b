/**
 * Calls every built-in function that a plugin reaches with lists that say they are huge, each call in a process that may die of it,
 * and writes down which functions survived: `tried_builtins.json`, against which a test holds the functions of today's Deno. Takes
 * about ten minutes; `deno task nightly` runs it. Exit code 1: a call ended its process.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("programs/try_builtins.ts", import.meta.url));
const TRIED = new URL("tried_builtins.json", import.meta.url);

/** A call that shows no progress for so long is left out: built-ins that cannot be interrupted burn a thread, and nothing else. */
const STUCK_LOOKS = 20;

async function placeIn(path: string): Promise<{ at: number; text: string }> {
  const text = await Deno.readTextFile(path).catch(() => "0 the start");
  return { at: Number.parseInt(text) || 0, text };
}

/** Runs the calls from `first` on. `done`: the functions, when all calls came back; else where it ended, and by what. */
async function tryFrom(first: number, place: string): Promise<
  { readonly done: readonly string[] } | { readonly next: number; readonly fatal: string | null }
> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", PROGRAM, place, String(first)],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let [last, looks, stuck] = [-1, 0, false];
  const looking = setInterval(async () => {
    const { at } = await placeIn(place);
    looks = at === last ? looks + 1 : 0;
    last = at;
    if (looks < STUCK_LOOKS || stuck) return;
    stuck = true;
    child.kill("SIGKILL");
  }, 250);
  const { success, signal, stdout, stderr } = await child.output();
  clearInterval(looking);
  if (success) return { done: JSON.parse(new TextDecoder().decode(stdout)) };
  const { at, text } = await placeIn(place);
  const fatal = signal === null || stuck
    ? null
    : `${signal} at call ${text}: ${new TextDecoder().decode(stderr).slice(0, 300)}`;
  return { next: at + 1, fatal };
}

async function main(): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    const fatal: string[] = [];
    let functions: readonly string[] | null = null;
    for (let next = 0; functions === null;) {
      const outcome = await tryFrom(next, `${folder}/place`);
      if ("done" in outcome) functions = outcome.done;
      else {
        if (outcome.fatal !== null) fatal.push(outcome.fatal);
        next = outcome.next;
      }
    }
    for (const line of fatal) console.log(line);
    if (fatal.length > 0) return 1;
    await Deno.writeTextFile(TRIED, `${JSON.stringify(functions, null, 1)}\n`);
    console.log(`${functions.length} functions survived`);
    return 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main());
