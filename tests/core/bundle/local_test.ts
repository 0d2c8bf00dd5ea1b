import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { definePlugin } from "../../../core/plugin.ts";
import { bundled, defaultOf, folderOf, refusal } from "./packages.ts";

const PLUGIN = `definePlugin({
  apiVersion: 1, name: "mine", summary: "Mine", access: "read", process() {} })`;

for (
  const specifier of [
    "jsr:@scrim/scrim/plugin",
    "jsr:@scrim/scrim@^0.1.0/plugin",
    "jsr:/@scrim/scrim@99/plugin",
    "@scrim/scrim/plugin",
    new URL("../../../core/plugin.ts", import.meta.url).href,
    "https://jsr.io/@scrim/scrim/0.0.1/core/plugin.ts",
  ]
) {
  Deno.test(`bundlePlugin gives ${specifier.replace(/^file:.*core/, "file:…/core")} as the contract`, async () => {
    const plugin = await defaultOf(`
      import { definePlugin, type FilterPlugin } from "${specifier}";
      const mine: FilterPlugin = ${PLUGIN};
      export default mine;`);
    assert.equal((plugin as { name: string }).name, "mine");
  });
}

Deno.test("bundlePlugin gives the contract to a plugin inside of this repository by its relative path", async () => {
  const base = new URL("../../../", import.meta.url).href;
  const { bundle, exports } = await bundled("./examples/dim.ts", base);
  assert.equal((exports.default as { name: string }).name, "dim");
  assert.ok(JSON.parse(bundle.map).sources.includes(`${base}core/plugin/contract.ts`));
  assert.equal(definePlugin.length, 1);
});

Deno.test("bundlePlugin follows an import map: exact names, longest prefixes, scopes, packages' exports", async () => {
  const imports = {
    "exact": "./lib/exact.ts",
    "lib/": "./lib/",
    "lib/deep/": "./other/",
    "scrim": "jsr:@scrim/scrim@^0.1.0",
  };
  const scopes = { "./scoped/": { "exact": "./lib/scoped.ts" } };
  const files = {
    "deno.jsonc": `{ // with a comment
      "imports": ${JSON.stringify(imports)}, "scopes": ${JSON.stringify(scopes)}, /* and */ }`,
    "lib/exact.ts": `export default "exact";`,
    "lib/scoped.ts": `export default "scoped";`,
    "lib/a.js": `export default "lib/a";`,
    "lib/deep/a.js": `export default "wrong";`,
    "other/a.js": `export default "other/a";`,
    "scoped/b.ts": `export { default } from "exact";`,
    "src/mod.ts": `
      import { definePlugin } from "scrim/plugin";
      import exact from "exact";
      import a from "lib/a.js";
      import other from "lib/deep/a.js";
      import scoped from "../scoped/b.ts";
      export default [exact, a, other, scoped, typeof definePlugin];`,
  };
  await using folder = await folderOf(files);
  const { bundle, exports } = await bundled("./src/mod.ts", folder.base);
  assert.deepEqual(exports.default, ["exact", "lib/a", "other/a", "scoped", "function"]);
  const used = ["deno.jsonc", "lib/a.js", "lib/exact.ts", "lib/scoped.ts", "other/a.js"];
  assert.deepEqual(
    bundle.files,
    [...used, "scoped/b.ts", "src/mod.ts"].map((name) => `${folder.path}/${name}`),
  );
  assert.equal(bundle.subject, "./src/mod.ts");
});

Deno.test("bundlePlugin reads TypeScript, JSX, JSON, texts and bytes", async () => {
  const value = await defaultOf(
    `
    import { triple } from "./a.tsx";
    import { four } from "./b.jsx";
    import { five } from "./c.mjs";
    import data from "../data.json" with { type: "json" };
    import text from "../note.txt" with { type: "text" };
    import code from "./c.mjs" with { type: "text" };
    import bytes from "../note.txt" with { type: "bytes" };
    enum Six { six = 6 }
    const later = await import("./d.ts");
    export default [triple, four, five, Six.six, data, text, code, [...bytes], later.seven];`,
    {
      "deno.json": `{ "compilerOptions": { "jsxFactory": "make" } }`,
      "data.json": `{ "list": [1, 2] }`,
      "note.txt": "hé\n",
      "pkg/a.tsx":
        `const make = (tag: string): string => tag; export const triple: string = <three />;`,
      "pkg/b.jsx": `const make = (tag) => tag; export const four = <four />;`,
      "pkg/c.mjs": `export const five = 5;`,
      "pkg/d.ts": `export const seven: number = 7;`,
    },
  );
  assert.deepEqual(value, [
    "three",
    "four",
    5,
    6,
    { list: [1, 2] },
    "hé\n",
    "export const five = 5;",
    [0x68, 0xc3, 0xa9, 0x0a],
    7,
  ]);
});

Deno.test("bundlePlugin leaves import() of a computed name to the runtime, still in one module", async () => {
  const run = await defaultOf(`export default (name: string) => import(name);`);
  await assert.rejects(
    (run as (name: string) => Promise<unknown>)("scrim-missing:x"),
    /scrim-missing/,
  );
});

Deno.test("bundlePlugin takes the folder of a file without a manifest for its package", async () => {
  await using folder = await folderOf({
    "alone/mod.ts": `import a from "./a.ts"; export default a;`,
    "alone/a.ts": `export default 1;`,
    "beside.ts": `export default 2;`,
  });
  assert.equal((await bundled("alone/mod.ts", folder.base)).exports.default, 1);
  await folder.write({ "alone/a.ts": `export { default } from "../beside.ts";` });
  assert.match(
    (await refusal("alone/mod.ts", folder.base)).message,
    /outside of the plugin's package/,
  );
});

Deno.test("bundlePlugin follows links that stay inside of the package", async () => {
  const value = await defaultOf(`import a from "./link.ts"; export default a;`, {
    "a.ts": `export default "linked";`,
    "pkg/link.ts": { link: "../a.ts" },
  });
  assert.equal(value, "linked");
});

Deno.test("bundlePlugin stops at once when it is aborted", async () => {
  await using folder = await folderOf({ "mod.ts": `export default 1;` });
  const reason = new Error("enough");
  const options = { base: folder.base, signal: AbortSignal.abort(reason) };
  await assert.rejects(bundlePlugin("./mod.ts", options), reason);
});
