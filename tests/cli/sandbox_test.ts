import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { withFolder } from "./scrim.ts";

const ROOT = new URL("../../", import.meta.url);
const FILTER = fileURLToPath(new URL("examples/minimal.ts", ROOT));
const SHORT = ["--input", "demo", "--size", "64x48", "--frames", "2", "--output", "none"];

/** Deno without a configuration, as for a Scrim from JSR: nothing there allows workers without rights. */
async function plainDeno(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; err: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-config", ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, err: new TextDecoder().decode(stderr) };
}
const MOD = fileURLToPath(new URL("mod.ts", ROOT));

Deno.test("scrim starts itself again with the flag that the sandbox needs", async () => {
  const { code, err } = await plainDeno([MOD, "--plugins", FILTER, ...SHORT, "--verbose"]);
  assert.equal(code, 0, err);
  assert.match(err, /First picture/);
});

Deno.test("scrim runs no plugin of others on this side when the flag does not help", async () => {
  // As if it had been started again already, to no avail.
  const env = { SCRIM_STARTED_AGAIN: "1" };
  const { code, err } = await plainDeno([MOD, "--plugins", FILTER, ...SHORT], env);
  assert.equal(code, 2);
  assert.match(err, /Cannot sandbox plugins: .*--unstable-worker-options/);
  assert.match(err, /"unstable": \["worker-options"\]/);
});

Deno.test("run() of a program says what its deno.json lacks, and runs trusted plugins without it", async () => {
  await withFolder(async (folder) => {
    const program = (trust: string) => `
      import { run } from ${JSON.stringify(new URL("mod.ts", ROOT).href)};
      const plugin = ${JSON.stringify(FILTER)};
      const size = { width: 64, height: 48 };
      await run({ plugins: [plugin], ${trust} input: "demo", output: "none", frames: 2, size });`;
    await Deno.writeTextFile(`${folder}/sandboxed.ts`, program(""));
    await Deno.writeTextFile(`${folder}/trusted.ts`, program("trust: [plugin],"));
    const sandboxed = await plainDeno([`${folder}/sandboxed.ts`]);
    assert.notEqual(sandboxed.code, 0);
    assert.match(sandboxed.err, /Cannot sandbox plugins/);
    assert.equal((await plainDeno([`${folder}/trusted.ts`])).code, 0);
  });
});
