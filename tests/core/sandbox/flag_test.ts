/** Whether this Deno can make workers without rights, found out without trying: trying ends the process. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../../folders.ts";

const PROGRAM = `
  import { canStartAgain, canSandbox, requireSandbox } from ${
  JSON.stringify(import.meta.resolve("../../../core/sandbox/flag.ts"))
};
  let said = "nothing";
  try { requireSandbox(); } catch (error) { said = error.code + " " + error.message + "; " + error.hint; }
  console.log(JSON.stringify({ can: canSandbox(), again: canStartAgain(), said }));
  if (canSandbox()) {
    const options = { type: "module", deno: { permissions: "none" } };
    new Worker("data:text/javascript,close()", options);
  }`;

interface Found {
  readonly can: boolean;
  readonly again: boolean;
  readonly said: string;
}

async function found(folder: string, args: readonly string[], env = {}): Promise<Found> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", ...args],
    cwd: folder,
    env,
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("canSandbox() knows the flag and the configuration that Deno reads, and is right about them", async () => {
  await using made = await temporaryFolder();
  const folder = made.path;
  for (const name of ["plain", "allowed", "allowed/deep", "other"]) {
    await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/${name}/main.ts`, PROGRAM);
  }
  await Deno.writeTextFile(`${folder}/plain/deno.json`, `{ "unstable": ["kv"] }`);
  await Deno.writeTextFile(
    `${folder}/allowed/deno.jsonc`,
    `{ // a comment\n  "unstable": [\n    "kv", "worker-options"\n  ] }`,
  );
  const all = "-A";
  const can = async (...args: string[]): Promise<boolean> => (await found(folder, args)).can;
  assert.equal(await can(all, "plain/main.ts"), false);
  assert.equal(await can(all, "other/main.ts", "--unstable-worker-options"), false);
  assert.equal(await can(all, "--unstable-worker-options", "other/main.ts", "more"), true);
  assert.equal(await can(all, "allowed/main.ts"), true);
  assert.equal(await can(all, "allowed/deep/main.ts"), true);
  assert.equal(await can(all, "--no-config", "allowed/main.ts"), false);
  assert.equal(await can(all, "--config", "allowed/deno.jsonc", "other/main.ts"), true);
  assert.equal(await can(all, "--config=plain/deno.json", "allowed/main.ts"), false);
});

Deno.test("requireSandbox() says what to add; without rights to look it assumes that the flag is missing", async () => {
  await using made = await temporaryFolder();
  const folder = made.path;
  await Deno.writeTextFile(`${folder}/main.ts`, PROGRAM);
  const said =
    /^USAGE Cannot sandbox plugins: .*; run `deno run --unstable-worker-options …` or write/;
  const open = await found(folder, ["-A", "main.ts"]);
  assert.match(open.said, said);
  assert.equal(open.again, true);
  const again = await found(folder, ["-A", "main.ts"], { SCRIM_STARTED_AGAIN: "1" });
  assert.equal(again.again, false);
  const closed = await found(folder, ["--no-prompt", "--unstable-worker-options", "main.ts"]);
  assert.equal(closed.can, false);
  assert.match(closed.said, said);
  assert.equal(closed.again, false);
});

Deno.test("a flag that stands in a comment of deno.json is not set", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const flag = import.meta.resolve("../../../core/sandbox/flag.ts");
    await Deno.writeTextFile(
      `${folder}/program.ts`,
      `import { canSandbox } from ${JSON.stringify(flag)}; console.log(canSandbox());`,
    );
    for (
      const [config, set] of [
        ['{ // "unstable": ["worker-options"]\n }', "false"],
        ['{ /* "unstable": ["worker-options"] */ "tasks": {} }', "false"],
        ['{ "tasks": { "unstable": "worker-options" } }', "false"],
        ['{ "unstable": ["worker-options"], // with a comment\n }', "true"],
        ['{ "unstable": ["kv", "worker-options", ] }', "true"],
      ] as const
    ) {
      await Deno.writeTextFile(`${folder}/deno.jsonc`, config);
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "program.ts"],
        cwd: folder,
      }).output();
      const said = new TextDecoder().decode(stdout).trim();
      assert.equal(said, set, config + new TextDecoder().decode(stderr));
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
