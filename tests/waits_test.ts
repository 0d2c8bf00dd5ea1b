/** Tests wait for events, never for time: a verdict that hangs on the clock is another one on a busy machine. */
import assert from "node:assert/strict";

const ROOT = new URL("./", import.meta.url);

/** Waits for real time, or measures it; not what stands in a comment. */
const REAL_TIME =
  /^(?!\s*(?:\*|\/\*|\/\/)).*(?:\bset(?:Timeout|Interval)\b|\bAbortSignal\.timeout\b|\b(?:realClock|systemClock)\.(?:sleep|after|every)\b|\b(?:performance|Date)\.now\b|\bdelay\()/m;

/** Files and folders that may, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  "wait.ts": "what all others wait by: events with a hang guard",
  "run.ts": "the runner tells how long files took",
  "runner/": "the runner ends files that hang",
  "bench/": "they measure, and judge nothing",
  "soak/child.ts": "runs for as long as it is told",
  "examples/play.ts": "its pictures bear times of the process's clock",
  "core/testing/leftovers_test.ts": "the plugin under test leaves a timer behind",
  // What follows is to be converted, too.
  "device/": "experiments in the guest",
  "core/sandbox/": "plugins in the sandbox have limits of real time",
  "core/io/ffmpeg/": "streams of ffmpeg",
  "fuzz/": "hang guards of inputs",
};

/** Who lets real time pass, because that is what is done to the program under test. */
const PASSING: Readonly<Record<string, string>> = {
  "cli/pause_test.ts": "a pause lasts",
  "cli/sleep_test.ts": "a process is stopped for long",
  "core/models/engine_process_test.ts": "CPU time is counted over a while",
};

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* walk(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder.slice(2) + name;
  }
}

function filesWith(pattern: RegExp): readonly string[] {
  return [...walk("./")].filter((path) => pattern.test(Deno.readTextFileSync(new URL(path, ROOT))));
}

Deno.test("no test waits for real time, and no exception is left over", () => {
  const users = filesWith(REAL_TIME);
  const allowed = Object.keys(ALLOWED);
  assert.deepEqual(users.filter((path) => !allowed.some((one) => path.startsWith(one))), []);
  assert.deepEqual(allowed.filter((one) => !users.some((path) => path.startsWith(one))), []);
});

Deno.test("real time passes only where that is the test", () => {
  const users = filesWith(/await passing\(/).filter((path) => path !== "waits_test.ts");
  assert.deepEqual(users.toSorted(), Object.keys(PASSING).toSorted());
});
