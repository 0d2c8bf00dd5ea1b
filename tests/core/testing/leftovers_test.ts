/** What only `Deno.test` itself can see: so these tests run a program that is one. */
import assert from "node:assert/strict";
import { temporaryFolder } from "../../folders.ts";

const ROOT = new URL("../../../", import.meta.url);

async function outcomeOf(init: string): Promise<{ code: number; text: string }> {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/leftovers_test.ts`;
  await Deno.writeTextFile(
    path,
    `import { testPlugin } from "${new URL("core/testing/mod.ts", ROOT).href}";
    testPlugin({
      apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {}, ${init}
    });`,
  );
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--allow-read", "--no-check", "--quiet", path],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { code, text };
}

Deno.test("testPlugin() registers its tests, which need no permission but to read", async () => {
  const { code, text } = await outcomeOf("");
  assert.equal(code, 0, text);
  assert.match(text, /mine declares itself as the contract says.* ok/);
  assert.match(text, /mine takes no memory while frames run .* ok/);
});

Deno.test("testPlugin() tells of a timer that init() starts and dispose() does not end", async () => {
  const begun = "init: () => setInterval(() => {}, 1000)";
  const { code, text } = await outcomeOf(begun);
  assert.notEqual(code, 0);
  assert.match(text, /mine runs at .* FAILED/);
  assert.match(text, /interval was started in this test, but never completed/);
  const ended = await outcomeOf(`${begun}, dispose: (timer) => clearInterval(timer as number)`);
  assert.equal(ended.code, 0, ended.text);
});
