/** The runner, judged by what each fixture is known to do. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { runFile } from "./file_run.ts";
import { testFiles } from "./files.ts";
import { runAll } from "./run_all.ts";
import { namesIn, ownTemporaries } from "../folders.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const RUN = fileURLToPath(new URL("../run.ts", import.meta.url));
const fixture = (name: string): string => `${HERE}fixtures/${name}.fixture.ts`;

async function run(args: readonly string[]): Promise<{ code: number; out: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", RUN, "--no-check", ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("one file's crash is named and keeps no other from running", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const broken = `${folder}/broken_test.ts`;
    await Deno.writeTextFile(broken, 'Deno.test("never", () => {;');
    const names = ["crashes", "aborts", "exits", "empty", "fails", "passes"];
    const { code, out } = await run([...names.map(fixture), broken, "--jobs", "2"]);
    assert.equal(code, 1, out);
    const told = new Map(
      [...out.matchAll(/^(ok|FAILED) +(\S+): (.*) \([\d.]+ s\)$/gm)].map(([, mark, file, what]) =>
        [
          file.replace(/^.*\//, "").replace(/(\.fixture|_test)\.ts$/, ""),
          `${mark} ${what}`,
        ] as const
      ),
    );
    assert.deepEqual(Object.fromEntries(told), {
      crashes: "FAILED 0 passed, 0 failed; crashed (SIGSEGV)",
      aborts: "FAILED 0 passed, 0 failed; crashed (SIGABRT)",
      exits: "FAILED 0 passed, 0 failed; has no tests",
      empty: "FAILED 0 passed, 0 failed; has no tests",
      fails: "FAILED 1 passed, 1 failed",
      passes: "ok 1 passed, 0 failed, 1 skipped",
      broken: "FAILED 0 passed, 0 failed; ended with code 1 before its tests were done",
    });
    assert.match(out, /Error: on purpose/, "what a failing file printed is shown");
    assert.match(
      out,
      /^ {4}a test with <odd> & "quoted" words$/m,
      "and its test is named at the end",
    );
    assert.equal(out.trimEnd().split("\n").at(-1), "2 passed, 6 failed, 1 skipped");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("files that all pass end with code 0", async () => {
  const { code, out } = await run([fixture("passes")]);
  assert.equal(code, 0, out);
  assert.equal(out.trimEnd().split("\n").at(-1), "1 passed, 0 failed, 1 skipped");
});

Deno.test("a file that hangs is named, and its children end with it", async () => {
  // However slow the machine is, this file never ends by itself.
  const { problem, failed } = await runFile(fixture("hangs"), { limitMs: 3000 });
  assert.deepEqual({ problem, failed }, { problem: "did not end within 3 s", failed: 0 });
  const { success } = await new Deno.Command("pgrep", { args: ["-f", "^sleep 1000001$"] }).output();
  assert.equal(success, false, "its child goes on");
});

Deno.test("a process that a file leaves behind ends with it, and holds nobody up", async () => {
  const { problem, passed } = await runFile(fixture("leaves"), { limitMs: 1e9 });
  assert.deepEqual({ problem, passed }, { problem: null, passed: 1 });
  const { success } = await new Deno.Command("pgrep", { args: ["-f", "^sleep 1000002$"] }).output();
  assert.equal(success, false);
});

Deno.test("an abort ends the file that runs", async () => {
  const stopper = new AbortController();
  const running = runFile(fixture("hangs"), { limitMs: 1e9, signal: stopper.signal });
  stopper.abort();
  assert.match((await running).problem ?? "", /^crashed \(SIGKILL\)$/);
});

Deno.test("arguments that do not fit end with code 2", async () => {
  for (
    const [args, says] of [
      [["--jobs", "0"], /--jobs is "0", wanted a whole number/],
      [["--what"], /--what/],
      [["tests/nowhere"], /nowhere/],
      [[`${HERE}fixtures`], /holds no file that ends in _test\.ts/],
    ] as const
  ) {
    const { code, out } = await run(args);
    assert.equal(code, 2, out);
    assert.match(out, says);
  }
});

Deno.test("testFiles() finds every file that git lists as a test", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { success, stdout } = await new Deno.Command("git", {
    args: ["ls-files", "--cached", "--others", "--exclude-standard", "tests/*_test.ts"],
    cwd: root,
  }).output();
  assert.ok(success);
  const listed = new TextDecoder().decode(stdout).trim().split("\n");
  assert.deepEqual([...testFiles([`${root}tests`])].sort(), listed.sort());
});

Deno.test("each file has a folder for temporary files of its own, which goes away with it", async () => {
  await using temporaries = await ownTemporaries();
  const litters = fixture("litters");
  const results = await runAll([litters, litters, litters], {
    ...{ jobs: 2, limitMs: 1e9, onResult: () => {} },
  });
  assert.deepEqual(results.map(({ passed, failed }) => [passed, failed]), [[1, 0], [1, 0], [1, 0]]);
  assert.deepEqual(namesIn(temporaries.path), []);
});
