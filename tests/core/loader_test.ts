import assert from "node:assert/strict";
import { checkPlugin } from "../../core/check_plugin.ts";
import { loadPlugin } from "../../core/loader.ts";
import { definePlugin } from "../../core/plugin.ts";
import { builtinPlugins } from "../../plugins/mod.ts";

const GOOD = {
  apiVersion: 1,
  name: "good",
  summary: "Does something",
  access: "in-place",
  layers: [{ name: "person" }],
  options: { radius: { type: "number", default: 1, min: 0, max: 2, summary: "How far" } },
  process: () => {},
};

const REFUSED: readonly [what: string, change: object, message: RegExp][] = [
  ["an unknown key", { proces: 1 }, /"proces" is 1, wanted no such key \(known: apiVersion/],
  ["another version", { apiVersion: 2 }, /"apiVersion" is 2, wanted 1/],
  ["a bad name", { name: "Blur It" }, /"name" is "Blur It", wanted lower-case/],
  ["an empty summary", { summary: " " }, /"summary" is " ", wanted a text/],
  [
    "an unknown access",
    { access: "inplace" },
    /"access" is "inplace", wanted "read" or "in-place"/,
  ],
  ["no process", { process: undefined }, /"process" is undefined, wanted a function/],
  ["a hook that is none", { init: {} }, /"init" is \{\}, wanted a function/],
  ["layers that are no list", { layers: "person" }, /"layers" is "person", wanted a list/],
  ["an unknown layer key", { layers: [{ name: "person", scale: 1 }] }, /"layers\[0\]\.scale" is 1/],
  ["an unknown layer size", { layers: [{ name: "person", size: "big" }] }, /"frame" or "native"/],
  ["a layer twice", { layers: [{ name: "a" }, { name: "a" }] }, /wanted each layer once/],
  ["an unknown option type", { options: { a: { type: "int" } } }, /"options\.a\.type" is "int"/],
  [
    "an option's unknown key",
    { options: { a: { type: "boolean", default: true, summary: "s", min: 1 } } },
    /"options\.a\.min" is 1, wanted no such key/,
  ],
  [
    "a default out of range",
    { options: { a: { type: "number", default: 3, min: 0, max: 2, summary: "s" } } },
    /"options\.a\.default" is 3, wanted 0\.\.2/,
  ],
  [
    "a default that is no choice",
    { options: { a: { type: "choice", default: "x", choices: ["y"], summary: "s" } } },
    /wanted one of the choices/,
  ],
  ["an unknown format", { format: "rgb" }, /"format" is "rgb", wanted "i420" or "luma" or "rgba"/],
  ["a history without end", { history: 1000 }, /"history" is 1000, wanted a whole number 0\.\.32/],
  ["half a picture of history", { history: 0.5 }, /"history" is 0\.5/],
  [
    "an unknown failure",
    { onFailure: "ignore" },
    /"onFailure" is "ignore", wanted "hold" or "skip"/,
  ],
  ["a roi that is none", { roi: { x: 0 } }, /"roi" is \{"x":0\}, wanted a function/],
  [
    "a roi of a filter that writes everything",
    { access: "new", roi: () => null },
    /"roi" is a function, wanted no such key with access "new"/,
  ],
  ["a layer's unknown age", { layers: [{ name: "a", age: "old" }] }, /"layers\[0\]\.age" is "old"/],
  ["an age of NaN", { layers: [{ name: "a", age: NaN }] }, /"layers\[0\]\.age" is NaN/],
  [
    "a point outside",
    { options: { a: { type: "point", default: { x: 0, y: 2 }, summary: "s" } } },
    /"options\.a\.default\.y" is 2, wanted 0\.\.1/,
  ],
  [
    "movesPixels that is no boolean",
    { movesPixels: 1 },
    /"movesPixels" is 1, wanted true or false/,
  ],
];

for (const [what, change, message] of REFUSED) {
  Deno.test(`checkPlugin refuses ${what} and names the plugin`, () => {
    assert.throws(
      () => checkPlugin("./mine.ts", { ...GOOD, ...change }),
      (error: Error) =>
        message.test(error.message) && error.message.startsWith('Cannot load plugin "./mine.ts"'),
    );
  });
}

Deno.test("checkPlugin takes a good plugin and returns it itself", () => {
  assert.equal(checkPlugin("good", GOOD), GOOD);
});

const base = new URL("./", import.meta.url).href;

Deno.test("loadPlugin refuses an unknown name, listing what there is", async () => {
  await assert.rejects(loadPlugin("blurr", { registry: builtinPlugins, base }), {
    code: "USAGE",
    message:
      'Cannot load plugin "blurr": no built-in plugin has this name (there are: blur, replace)',
  });
  await assert.rejects(loadPlugin("toString", { registry: builtinPlugins, base }), {
    code: "USAGE",
  });
});

Deno.test("loadPlugin loads an ES module by its path, and says why one does not load", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const at = `file://${folder}/`;
    const load = (path: string) => loadPlugin(path, { registry: {}, base: at });
    const source = `export default {
      apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {} };`;
    await Deno.writeTextFile(`${folder}/mine.js`, source);
    assert.equal((await load("./mine.js")).declaration.name, "mine");
    await Deno.writeTextFile(`${folder}/broken.js`, "export default {");
    await assert.rejects(load("./broken.js"), { code: "PLUGIN" });
    await Deno.writeTextFile(`${folder}/nothing.js`, "export const a = 1;");
    await assert.rejects(load("./nothing.js"), /the module has no default export/);
    await assert.rejects(load("./missing.js"), /Cannot load plugin "\.\/missing\.js"/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("definePlugin returns its argument, and every built-in plugin passes the check", async () => {
  const plugin = definePlugin({
    apiVersion: 1,
    name: "typed",
    summary: "Typed",
    access: "read",
    process() {},
  });
  assert.equal(checkPlugin("typed", plugin), plugin);
  for (const [name, load] of Object.entries(builtinPlugins)) {
    assert.equal(checkPlugin(name, (await load()).default).name, name);
  }
});
