import assert from "node:assert/strict";
import { npmModule } from "../../../core/bundle/npm.ts";
import { bundled, bundledElsewhere, folderOf, refusal } from "./packages.ts";

/** What a plugin of these lines exports as default. */
async function elsewhere(code: string): Promise<unknown> {
  await using folder = await folderOf({ "mod.ts": code });
  return (await bundledElsewhere("./mod.ts", folder.base)).default;
}

Deno.test("bundlePlugin takes an npm: package with what it depends on", async () => {
  const value = await elsewhere(`
    import convert from "npm:color-convert@2.0.1";
    export default convert.rgb.keyword(0, 128, 0);`);
  assert.equal(value, "green"); // the names are color-name's, which color-convert depends on
});

Deno.test("bundlePlugin follows a package's exports and imports, in its build for browsers", async () => {
  // chalk shows no package.json; its "#supports-color" asks the system in node, and nobody elsewhere.
  const value = await elsewhere(`
    import { Chalk } from "npm:chalk@5.6.2";
    export default new Chalk({ level: 1 }).red("x");`);
  assert.equal(value, "\x1b[31mx\x1b[39m");
});

Deno.test("bundlePlugin takes packages that deno.json or package.json declares", async () => {
  await using folder = await folderOf({
    "a/deno.json": `{ "imports": { "versions": "npm:semver@7.7.3" } }`,
    "a/mod.ts": `import versions from "versions"; import major from "versions/functions/major.js";
      export default [versions.minor("4.3.2"), major === versions.major];`,
    "b/package.json": `{ "dependencies": { "semver": "7.7.3" } }`,
    "b/mod.js": `import versions from "semver"; export default versions.patch("4.3.2");`,
  });
  const a = await bundled("./a/mod.ts", folder.base);
  assert.deepEqual(a.exports.default, [3, true]);
  assert.deepEqual(a.bundle.files, [`${folder.path}/a/deno.json`, `${folder.path}/a/mod.ts`]);
  const b = await bundled("./b/mod.js", folder.base);
  assert.deepEqual(b.exports.default, 2);
});

Deno.test("bundlePlugin imports CommonJS as Deno does: default is module.exports", async () => {
  const code = `import * as all from "npm:semver@7.7.3"; import versions from "npm:semver@7.7.3";
    export default [all.default === versions, versions.major("4.3.2")];`;
  await using folder = await folderOf({ "mod.ts": code });
  assert.deepEqual((await bundled("./mod.ts", folder.base)).exports.default, [true, 4]);
});

Deno.test("bundlePlugin takes a package for a plugin", async () => {
  const { bundle, exports } = await bundled("npm:semver@7.7.3/functions/major.js", "file:///");
  assert.equal((exports.default as (version: string) => number)("4.3.2"), 4);
  assert.deepEqual(bundle.files, []);
  assert.equal(bundle.subject, "npm:semver@7.7.3/functions/major.js");
});

const REFUSED: readonly [what: string, specifier: string, reason: RegExp][] = [
  ["a version that does not exist", "npm:semver@99", /Could not find npm package 'semver'/],
  ["a file that does not exist", "npm:semver@7.7.3/no.js", /"semver" has no such module/],
  ["what a package does not export", "npm:esbuild@0.28.2/no.js", /"esbuild" has no such module/],
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

Deno.test("an npm package may import what it declares, and nothing else that is in the cache", async () => {
  const usage = { type: undefined, required: false };
  // Node's rules would find esbuild from here: the tests have put it beside semver.
  const versions = await npmModule("npm:semver@7.7.3", usage, (_, folder) => {
    return Promise.resolve(`${folder}/index.js`);
  });
  assert.equal(await versions.zone.declared("esbuild", versions, usage), undefined);
  assert.deepEqual(versions.zone.reach, []);
});
