import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { importBundle, mapStack } from "../../../core/bundle/stack.ts";
import { bundled, folderOf, refusal } from "./packages.ts";

Deno.test("bundlePlugin names file, line, column and line of a syntax error, and counts the others", async () => {
  await using folder = await folderOf({
    "deno.json": "{}",
    "mod.ts": `import "./src/a.ts";\nimport "./src/b.ts";\n`,
    "src/a.ts": `export const one = 1;\nexport const text: string = "äö" + ;\n`,
    "src/b.ts": `export const fine = 1;\n`,
  });
  const first = await refusal("./mod.ts", folder.base);
  assert.equal(first.message, 'Cannot bundle plugin "./mod.ts": src/a.ts:2:36: Unexpected ";"');
  assert.equal(first.hint, 'the line is `export const text: string = "äö" + ;`');
  await folder.write({ "src/b.ts": `const x = {;\n` });
  const { message } = await refusal("./mod.ts", folder.base);
  assert.match(
    message,
    /^Cannot bundle plugin "\.\/mod\.ts": src\/[ab]\.ts:\d:\d+: .* \(and 1 more\)$/,
  );
});

Deno.test("bundlePlugin shows a part of a very long line, and a path outside of the base whole", async () => {
  await using folder = await folderOf({
    "mod.js": `${"var a;".repeat(100)} const = 1; ${"var b;".repeat(100)}`,
  });
  const { message, hint } = await refusal(`${folder.path}/mod.js`, "file:///elsewhere/");
  assert.ok(
    message.endsWith(`: ${folder.path}/mod.js:1:608: Expected identifier but found "="`),
    message,
  );
  assert.match(hint ?? "", /^the line is `… = 1; var b;.{85,95} …`$/);
});

Deno.test("bundlePlugin refuses a built-in name", async () => {
  await assert.rejects(bundlePlugin("blur", { base: "file:///" }), {
    code: "USAGE",
    message: 'Cannot bundle plugin "blur": a name, wanted a path or address',
  });
});

/** Blank lines and types move every line of the bundle away from the author's. */
const THROWING = `
interface Padding {
  readonly nothing: string;
}

export function thrower(padding: Padding): never {
  throw new Error(padding.nothing);
}
`;

Deno.test("mapStack names the author's files, lines and columns", async () => {
  await using folder = await folderOf({
    "deno.json": "{}",
    "src/thrower.ts": THROWING,
    "mod.ts": `import { thrower } from "./src/thrower.ts";

export default function run(): void {
  thrower({ nothing: "thrown" });
}
export async function later(): Promise<void> {
  await Promise.resolve();
  run();
}
`,
  });
  const { bundle, exports } = await bundled("./mod.ts", folder.base);
  const stackOf = async (hook: unknown): Promise<string> => {
    try {
      await (hook as () => unknown)();
    } catch (error) {
      assert.ok(error instanceof Error);
      assert.equal(error.message, "thrown");
      return mapStack(error.stack ?? "", bundle);
    }
    return assert.fail("nothing was thrown");
  };
  for (const hook of [exports.default, exports.later]) {
    const lines = (await stackOf(hook)).split("\n");
    assert.equal(lines[0], "Error: thrown");
    assert.match(lines[1], /^ {4}at thrower \(file:.*\/src\/thrower\.ts:7:9\)$/);
    assert.match(lines[2], /^ {4}at (Module\.)?run \(file:.*\/mod\.ts:4:3\)$/);
    assert.ok(lines[1].includes(`(${pathToFileURL(folder.path)}/src/thrower.ts:`), lines[1]);
  }
});

Deno.test("mapStack leaves frames alone that are not the bundle's", () => {
  const map = JSON.stringify({
    version: 3,
    sources: ["file:///a.ts"],
    names: [],
    mappings: "AAEA",
  });
  const stack =
    "Error: x\n    at f (blob:null/1:1:1)\n    at g (blob:null/2:1:1)\n    at h (file:///b.ts:1:1)";
  assert.equal(
    mapStack(stack, { map }, "blob:null/1"),
    "Error: x\n    at f (file:///a.ts:3:1)\n    at g (blob:null/2:1:1)\n    at h (file:///b.ts:1:1)",
  );
  assert.equal(
    mapStack(stack, { map }),
    "Error: x\n    at f (file:///a.ts:3:1)\n    at g (file:///a.ts:3:1)\n    at h (file:///b.ts:1:1)",
  );
});

Deno.test("importBundle gives a new module each time, and what its code throws", async () => {
  await using folder = await folderOf({
    "mod.ts": `export default {};`,
    "bad.ts": `const a: number = 1;\n\nthrow new Error("at the top " + a);`,
  });
  const bundle = await bundlePlugin("./mod.ts", { base: folder.base });
  const [one, two] = [await importBundle(bundle), await importBundle(bundle)];
  assert.notEqual((one as { default: object }).default, (two as { default: object }).default);
  const bad = await bundlePlugin("./bad.ts", { base: folder.base });
  await assert.rejects(importBundle(bad), (error: Error) => {
    assert.equal(error.message, "at the top 1");
    assert.match(mapStack(error.stack ?? "", bad), /at file:.*\/bad\.ts:3:7/);
    return true;
  });
});
