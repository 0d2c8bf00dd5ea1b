/** What happens when nobody reads what the program prints. */
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { settle } from "../fake_clock.ts";
import { missing } from "../tools.ts";
import { namesIn } from "../folders.ts";
import { Said } from "./said.ts";
import { scrim, withFolder } from "./scrim.ts";

const DEMO = ["--input", "demo", "--size", "160x90"];

/** The film on its way, which has another name. */
function sizeOf(folder: string): number {
  const name = namesIn(folder).find((entry) => entry.endsWith("film.y4m"));
  return name === undefined ? 0 : Deno.statSync(`${folder}/${name}`).size;
}

/** Resolves when the film has grown by several frames. */
async function grown(folder: string): Promise<void> {
  const before = sizeOf(folder);
  while (sizeOf(folder) < before + 10 * 160 * 90 * 1.5) {
    await settle();
  }
}

/** A filter that says something at every frame. */
const TALKER = `
  let say;
  export default {
    apiVersion: 1, name: "talker", summary: "Talks", access: "read",
    init(host) { say = host.log; },
    process() { say("one more frame"); },
  };`;

Deno.test("scrim goes on, and ends in order, when the reader of its log goes away", async () => {
  await withFolder(async (folder) => {
    const talker = `${folder}/talker.js`;
    await Deno.writeTextFile(talker, TALKER);
    const plugin = ["--plugins", talker, "--trust", talker];
    const child = scrim([...DEMO, ...plugin, "--output", `${folder}/film.y4m`]).spawn();
    const said = new Said(child.stderr);
    await said.until(/one more frame/);
    await said.leave();
    await grown(folder);
    child.kill("SIGINT");
    const { code } = await child.status;
    await child.stdout.cancel();
    assert.equal(code, 0);
    assert.deepEqual(namesIn(folder), ["film.y4m", "talker.js"]);
  });
});

for (const [what, redirect] of [["is on a full disk", "2>/dev/full"], ["is closed", "2>&-"]]) {
  Deno.test(`scrim goes on when its log ${what}`, async () => {
    await withFolder(async (folder) => {
      const { success } = await shell(
        `"$@" ${redirect}`,
        [...DEMO, "--frames", "5", "--output", `${folder}/film.y4m`],
      );
      assert.ok(success);
      assert.deepEqual(namesIn(folder), ["film.y4m"]);
    });
  });
}

/** Runs a line of a shell with pipefail, in which `"$@"` is scrim with these arguments. */
async function shell(
  line: string,
  args: readonly string[],
): Promise<{ success: boolean; code: number; err: string }> {
  const mod = fileURLToPath(new URL("../../mod.ts", import.meta.url));
  const words = [Deno.execPath(), "run", "-A", "--quiet", mod, ...args];
  const { success, code, stderr } = await new Deno.Command("bash", {
    args: ["-o", "pipefail", "-c", line, "bash", ...words],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { success, code, err: new TextDecoder().decode(stderr) };
}

const RESULTS: readonly (readonly string[])[] = [
  ["--list-plugins"],
  ["--list-layers"],
  ["--help"],
  ["--explain=json", "--input", "demo", "--output", "none", "--plugins", "blur"],
  ["--stats=json", "--input", "demo", "--size", "160x90", "--output", "none", "--frames", "2"],
];

for (const args of RESULTS) {
  Deno.test(`scrim ${args[0]} ends quietly when its reader has seen enough, and not when the disk is full`, async () => {
    // The shell's true reads nothing and may end before scrim begins to write, which makes it the harder case.
    const closed = await shell('"$@" | true', args);
    assert.equal(closed.code, 0, closed.err);
    assert.doesNotMatch(closed.err, /error|BrokenPipe|os error/i);
    const full = await shell('"$@" > /dev/full', args);
    assert.equal(full.code, 1);
    assert.match(full.err, /error: Cannot write to standard output: the disk is full \(ENOSPC\)/);
  });
}

for (
  const [how, line, reason] of [
    ["its reader goes away", '"$@" | head -c 100 > /dev/null', /the reader closed the pipe/],
    ["the disk is full", '"$@" > /dev/full', /the disk is full/],
  ] as const
) {
  Deno.test({
    name: `scrim --output - fails when ${how}, and says so`,
    ignore: missing("head"),
    fn: async () => {
      const { code, err } = await shell(line, [...DEMO, "--output", "-"]);
      assert.equal(code, 1);
      assert.match(err, reason);
      assert.doesNotMatch(err, /os error/);
    },
  });
}
