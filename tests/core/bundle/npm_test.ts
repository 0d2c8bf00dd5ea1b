import assert from "node:assert/strict";
import { bundled, defaultOf, folderOf, refusal } from "./packages.ts";

Deno.test("bundlePlugin takes an npm: package with what it depends on", async () => {
  const value = await defaultOf(`
    import convert from "npm:color-convert@2.0.1";
    export default convert.rgb.keyword(0, 128, 0);`);
  assert.equal(value, "green"); // the names are color-name's, which color-convert depends on
});

Deno.test("bundlePlugin takes packages that deno.json or package.json declares", async () => {
  await using folder = await folderOf({
    "a/deno.json": `{ "imports": { "names": "npm:color-name@1.1.4" } }`,
    "a/mod.ts": `import names from "names"; import again from "names/index.js";
      export default [names.red, again === names];`,
    "b/package.json": `{ "dependencies": { "color-name": "1.1.4" } }`,
    "b/mod.js": `import names from "color-name"; export default names.red;`,
  });
  const a = await bundled("./a/mod.ts", folder.base);
  assert.deepEqual(a.exports.default, [[255, 0, 0], true]);
  assert.deepEqual(a.bundle.files, [`${folder.path}/a/deno.json`, `${folder.path}/a/mod.ts`]);
  const b = await bundled("./b/mod.js", folder.base);
  assert.deepEqual(b.exports.default, [255, 0, 0]);
});

Deno.test("bundlePlugin follows a package's exports and imports, in its build for browsers", async () => {
  // chalk shows no package.json; its "#supports-color" is node's for node, and plain for all others.
  const value = await defaultOf(`
    import { Chalk } from "npm:chalk@5.6.2";
    export default new Chalk({ level: 1 }).red("x");`);
  assert.equal(value, "\x1b[31mx\x1b[39m");
});

Deno.test("bundlePlugin imports CommonJS as Deno does: default is module.exports", async () => {
  const code =
    `import * as all from "npm:color-name@1.1.4"; import names from "npm:color-name@1.1.4";
    export default [all.default === names, names.blue];`;
  assert.deepEqual(await defaultOf(code), [true, [0, 0, 255]]);
});

Deno.test("bundlePlugin takes a package for a plugin", async () => {
  const { bundle, exports } = await bundled("npm:color-name@1.1.4", "file:///");
  assert.deepEqual((exports.default as { red: unknown }).red, [255, 0, 0]);
  assert.deepEqual(bundle.files, []);
  assert.equal(bundle.subject, "npm:color-name@1.1.4");
});

const REFUSED: readonly [what: string, specifier: string, reason: RegExp][] = [
  ["a version that does not exist", "npm:color-name@99", /Could not find npm package 'color-name'/],
  ["a file that does not exist", "npm:color-name@1.1.4/no.js", /"color-name" has no such module/],
  [
    "what a package does not export",
    "npm:chalk@5.6.2/source/utilities.js",
    /has no such module|not export/,
  ],
];

for (const [what, specifier, reason] of REFUSED) {
  Deno.test(`bundlePlugin refuses ${what}`, async () => {
    await using folder = await folderOf({ "mod.ts": `import "${specifier}";` });
    const { message } = await refusal("./mod.ts", folder.base);
    const start = `Cannot bundle plugin "./mod.ts": mod.ts:1:8: cannot import "${specifier}": `;
    assert.ok(message.startsWith(start), message);
    assert.match(message, reason);
  });
}

Deno.test("bundlePlugin refuses a package that needs node's modules, naming the file in it", async () => {
  await using folder = await folderOf({ "mod.ts": `import "npm:esbuild@0.28.2";` });
  const { message, hint } = await refusal("./mod.ts", folder.base);
  assert.match(
    message,
    /\/esbuild\/0\.28\.2\/lib\/main\.js:\d+:\d+: cannot import "[a-z:_]+": plugins have nothing of node's \(and \d+ more\)$/,
  );
  assert.match(hint ?? "", /^use a package that runs in browsers; the line is `/);
});

Deno.test("bundlePlugin refuses what a package does not declare, though it is in the cache", async () => {
  // Node's rules from inside of the package would find it: the first import has put it there.
  const { bundlePlugin } = await import("../../../core/bundle/bundle.ts");
  await using folder = await folderOf({
    "mod.ts": `import "npm:color-name@1.1.4"; import "npm:chalk@5.6.2";`,
  });
  await bundlePlugin("./mod.ts", { base: folder.base });
  const { npmModule } = await import("../../../core/bundle/npm.ts");
  const usage = { type: undefined, required: false };
  const names = await npmModule(
    "npm:color-name@1.1.4",
    usage,
    (_, at) => Promise.resolve(`${at}/index.js`),
  );
  assert.equal(await names.zone.declared("chalk", names, usage), undefined);
  assert.deepEqual(names.zone.reach, []);
});
