/** Plugins that are no modules, and modules beside things that are no files: each is told in one line, and nothing hangs. */
import assert from "node:assert/strict";
import { runScrim, withFolder } from "./scrim.ts";

const BASE = ["--input", "demo", "--size", "320x180", "--frames", "1", "--output", "none"];
const GOOD =
  'export default { apiVersion: 1, name: "good", summary: "Good", access: "read", process() {} };\n';

async function says(folder: string, plugin: string): Promise<string> {
  const { code, err } = await runScrim([...BASE, "--plugins", plugin], { cwd: folder });
  const line = err.split("\n").find((one) => one.startsWith("error:")) ?? "";
  assert.ok(code === 1 || code === 2, err);
  assert.ok(line.length < 700, `${line.length} characters`);
  assert.equal(err.trim().split("\n").length, 1, err);
  assert.doesNotMatch(err, /plugin:|#\.mts/);
  return line;
}

Deno.test("folders, files without an ending and data are no plugins, and the right hint says so", () =>
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/pack`);
    await Deno.writeTextFile(`${folder}/pack/mod.ts`, GOOD);
    await Deno.mkdir(`${folder}/empty`);
    await Deno.writeTextFile(`${folder}/good`, GOOD);
    await Deno.writeTextFile(`${folder}/good.py`, GOOD);
    assert.match(
      await says(folder, "./pack"),
      /is a folder, wanted a module; name .*\/pack\/mod\.ts$/,
    );
    assert.match(
      await says(folder, "./empty/"),
      /is a folder, wanted a module; name the module in it$/,
    );
    assert.match(
      await says(folder, "./good"),
      /\/good" is no module, wanted a file that ends in \.ts/,
    );
    assert.match(await says(folder, "./good.py"), /\/good\.py" is no module, wanted .* \.ts/);
  }));

Deno.test("an ending in capitals is that of a module, as for Deno", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/GOOD.JS`, GOOD);
    const { code, err } = await runScrim([...BASE, "--plugins", "GOOD.JS"], { cwd: folder });
    assert.equal(code, 0, err);
  }));

Deno.test("a manifest, module or plugin that is a named pipe is refused at once", () =>
  withFolder(async (folder) => {
    const pipe = `${folder}/pipe`;
    assert.ok((await new Deno.Command("mkfifo", { args: [pipe] }).output()).success);
    await Deno.mkdir(`${folder}/pack`);
    await Deno.writeTextFile(`${folder}/pack/mod.ts`, GOOD);
    await Deno.symlink(pipe, `${folder}/pack/deno.json`);
    assert.match(await says(folder, "./pack/mod.ts"), /deno\.json" is a named pipe, wanted a file/);
    await Deno.remove(`${folder}/pack/deno.json`);
    await Deno.symlink(pipe, `${folder}/pack/other.ts`);
    await Deno.writeTextFile(`${folder}/pack/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/pack/mod.ts`, `import "./other.ts";\n${GOOD}`);
    assert.match(
      await says(folder, "./pack/mod.ts"),
      /outside of the plugin's package|a named pipe/,
    );
    await Deno.symlink(pipe, `${folder}/plugin.ts`);
    assert.match(await says(folder, "./plugin.ts"), /is a named pipe, wanted a file/);
  }));

Deno.test("code that is nested too deeply is a fault in one line", () =>
  withFolder(async (folder) => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    await Deno.writeTextFile(`${folder}/deep.ts`, `export const deep = ${deep};\n${GOOD}`);
    assert.match(
      await says(folder, "./deep.ts"),
      /^error: Cannot (bundle|load) plugin "\.\/deep\.ts": /,
    );
  }));
