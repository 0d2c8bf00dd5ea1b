import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { checkPlugin } from "../../../core/plugin/validate_plugin.ts";
import { inProcess } from "../../../core/plugin/in_process.ts";
import { type LoadPlugin, loadPlugin } from "../../../core/loading/loader.ts";
import { definePlugin, type FilterPlugin } from "../../../core/plugin.ts";
import type { PluginHandle } from "../../../core/plugin/handle.ts";
import { blame } from "../../../core/plugin/stage.ts";
import { COLOR, copyingKernels, MemoryLog } from "../../fakes.ts";
import { Arena } from "../../../core/media/arena.ts";
import { builtinPlugins } from "../../../plugins/mod.ts";

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

/** Starts a plugin that needs nothing; `running` calls its `process()`. */
async function startPlugin(handle: PluginHandle): Promise<{ running: () => Promise<void> }> {
  const arena = new Arena();
  const stage = await handle.start({
    ...{ id: "mine", options: {}, layers: {}, history: 0 },
    parts: {
      ...{ arena, kernels: copyingKernels(), log: new MemoryLog() },
      signal: new AbortController().signal,
      format: { width: 8, height: 8, fps: 30, color: COLOR },
      readImage: () => Promise.reject(new Error("none")),
      readFile: () => Promise.reject(new Error("none")),
    },
  });
  const frame = arena.frame(8, 8, COLOR);
  return {
    running: async () =>
      await stage.process({ frame, into: frame, past: [], sequence: 0, timestampMs: 0, nowMs: 0 }),
  };
}

/** Nothing is in a sandbox here: what would be put there is noted. */
function tools(more: Partial<LoadPlugin> = {}): LoadPlugin & { readonly sandboxed: string[] } {
  const sandboxed: string[] = [];
  return {
    ...{ registry: builtinPlugins, base: new URL("../", import.meta.url).href, sandboxed },
    ...{ trust: [], fresh: false },
    openSandbox: ({ subject }) => {
      sandboxed.push(subject);
      return Promise.resolve(inProcess(subject, GOOD as FilterPlugin));
    },
    ...more,
  };
}

Deno.test("loadPlugin refuses an unknown name, listing what there is", async () => {
  await assert.rejects(loadPlugin("blurr", tools()), {
    code: "USAGE",
    message:
      'Cannot load plugin "blurr": no built-in plugin has this name (there are: blur, mirror, replace)',
  });
  await assert.rejects(loadPlugin("toString", tools()), { code: "USAGE" });
});

const MINE = `export default {
  apiVersion: 1, name: "mine", summary: "Mine", access: "read",
  process() {
    throw new Error("on line four");
  } };`;

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("loadPlugin puts whatever is not built in in the sandbox, unless it is trusted", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.js`, MINE);
    const base = pathToFileURL(`${folder}/`).href;
    const outside = tools({ base });
    await loadPlugin("./mine.js", outside);
    await loadPlugin("blur", outside);
    assert.deepEqual(outside.sandboxed, ["./mine.js"]);
    const trusted = tools({ base, trust: ["./mine.js"] });
    const { handle, files } = await loadPlugin("./mine.js", trusted);
    assert.deepEqual([trusted.sandboxed, handle.sandboxed, handle.declaration.name, files], [
      ...[[], false, "mine", []],
    ]);
    const other = tools({ base, trust: ["mine", "./other.js"] });
    await loadPlugin("./mine.js", other);
    assert.deepEqual(other.sandboxed, ["./mine.js"], "trust is for exactly what was given");
  });
});

Deno.test("loadPlugin loads a plugin that is being written again and again, with its own lines in errors", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mine.ts`;
    const writing = tools({
      base: pathToFileURL(`${folder}/`).href,
      trust: ["./mine.ts"],
      fresh: true,
    });
    await Deno.writeTextFile(path, MINE);
    const { handle, files } = await loadPlugin("./mine.ts", writing);
    assert.deepEqual(files, [path]);
    const { running } = await startPlugin(handle);
    await assert.rejects(
      async () => await running(),
      (error: Error) =>
        error.message === "on line four" && (error.stack ?? "").includes(`${path}:4:11`),
    );
    assert.match(
      blame("mine", "process", await running().catch((error) => error)).message,
      new RegExp(
        `on line four \\(${path}:4:11\\)$`,
      ),
    );
    await Deno.writeTextFile(path, MINE.replace('"Mine"', '"Yours"'));
    const again = await loadPlugin("./mine.ts", writing);
    assert.equal(again.handle.declaration.summary, "Yours");
  });
});

Deno.test("loadPlugin says why a module does not load", async () => {
  await inFolder(async (folder) => {
    const base = pathToFileURL(`${folder}/`).href;
    const trust = ["./broken.js", "./nothing.js", "./missing.js", "./throws.js"];
    const load = (path: string) => loadPlugin(path, tools({ base, trust }));
    await Deno.writeTextFile(`${folder}/broken.js`, "export default {");
    await assert.rejects(load("./broken.js"), { code: "PLUGIN" });
    await Deno.writeTextFile(`${folder}/nothing.js`, "export const a = 1;");
    await assert.rejects(load("./nothing.js"), /the module has no default export/);
    await Deno.writeTextFile(`${folder}/throws.js`, 'throw new Error("at once");');
    await assert.rejects(load("./throws.js"), /Cannot load plugin "\.\/throws\.js": at once/);
    await assert.rejects(load("./missing.js"), /Cannot load plugin "\.\/missing\.js"/);
  });
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
