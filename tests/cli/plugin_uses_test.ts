/** Each use of a plugin has an id, by which its options are set. */
import assert from "node:assert/strict";
import { runScrim, withFolder } from "./scrim.ts";

const BASE = ["--input", "demo", "--size", "320x180", "--frames", "1", "--output", "none"];

/** A plugin that says which value it got. */
const speaks = (name: string, option: string): string => `
import { definePlugin, type FilterPlugin } from "jsr:@scrim/scrim@^0.1.0/plugin";
const plugin: FilterPlugin = definePlugin({
  apiVersion: 1, name: ${JSON.stringify(name)}, summary: "Speaks", access: "read",
  options: { ${option}: { type: "choice", choices: ["none", "one", "two", "all", "hello"], default: "none", summary: "What to say" } },
  init(host, options) { host.log("says " + options.${option}); },
  process() {},
});
export default plugin;
`;

Deno.test("--set reaches every use of a plugin, or one of them by its id", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/clock.ts`, speaks("clock", "time"));
    const twice = [...BASE, "--plugins", "./clock.ts,./clock.ts"];
    const heard = async (...sets: string[]): Promise<readonly string[]> => {
      const flags = sets.flatMap((set) => ["--set", set]);
      const { code, err } = await runScrim([...twice, ...flags], { cwd: folder });
      assert.equal(code, 0, err);
      return [...err.matchAll(/(clock(?:#2)?): says (\w+)/g)].map(([, id, what]) =>
        `${id} ${what}`
      );
    };
    assert.deepEqual(await heard("clock.time=one"), ["clock one", "clock#2 one"]);
    assert.deepEqual(await heard("clock#2.time=two"), ["clock none", "clock#2 two"]);
    assert.deepEqual(await heard("clock#1.time=one"), ["clock one", "clock#2 none"]);
    assert.deepEqual(await heard("clock.time=all", "clock#2.time=two"), [
      "clock all",
      "clock#2 two",
    ]);
    const { code, err } = await runScrim([...twice, "--set", "clock#3.time=x"], { cwd: folder });
    assert.equal(code, 2);
    assert.match(err, /"clock#3" is not in the chain \(clock, clock#2\)/);
  }));

Deno.test("a plugin with the name of a built-in one is reached by its id", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.ts`, speaks("blur", "word"));
    const sets = ["--set", "blur.radius=9", "--set", "blur#2.word=hello"];
    const flags = [...BASE, "--plugins", "blur,./mine.ts", ...sets];
    const { code, err } = await runScrim(flags, { cwd: folder });
    assert.equal(code, 0, err);
    assert.match(err, /blur#2: says hello/);
  }));

Deno.test("a path may hold a comma, and --plugins may be repeated", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/one, two.ts`, speaks("comma", "word"));
    const flags = [...BASE, "--plugins", "./one\\, two.ts,mirror", "--plugins", "mirror"];
    const { code, err, out } = await runScrim([...flags, "--explain=json"], { cwd: folder });
    assert.equal(code, 0, err);
    const ids = JSON.parse(out).stages.map(({ id }: { id: string }) => id);
    assert.deepEqual(ids, ["comma", "mirror", "mirror#2"]);
  }));

Deno.test("--list-plugins shows what --plugins names, with the ids that --set takes", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.ts`, speaks("mine", "word"));
    const flags = ["--list-plugins", "--plugins", "./mine.ts,./mine.ts"];
    const { code, out, err } = await runScrim(flags, { cwd: folder });
    assert.equal(code, 0, err);
    assert.match(out, /^mine: Speaks$/m);
    assert.match(out, /^ {2}--set mine\.word=…/m);
    assert.match(out, /^ {2}--set mine#2\.word=…/m);
    assert.doesNotMatch(out, /blur/);
  }));

Deno.test("new refuses the names of built-in filters", () =>
  withFolder(async (folder) => {
    const { code, err } = await runScrim(["new", "blur"], { cwd: folder });
    assert.equal(code, 2);
    assert.match(err, /Cannot make plugin "blur": a built-in filter has this name; .*my-blur/);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));
