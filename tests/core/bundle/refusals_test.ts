import assert from "node:assert/strict";
import { type Files, folderOf, refusal } from "./packages.ts";

interface Case {
  readonly what: string;
  /** The third line of `src/mod.ts`. */
  readonly line: string;
  readonly specifier: string;
  readonly reason: RegExp;
  readonly hint?: RegExp;
  readonly files?: Files;
}

const OUTSIDE = /is outside of the plugin's package "[^"]*\/package"/;
const SECRET = { "secret.ts": "export default 1;", "secret.txt": "hush" };

const CASES: readonly Case[] = [
  {
    what: "a file above the package",
    line: `import "../../secret.ts";`,
    specifier: "../../secret.ts",
    reason: OUTSIDE,
  },
  {
    what: "a text above the package",
    line: `export { default as t } from "../../secret.txt" with { type: "text" };`,
    specifier: "../../secret.txt",
    reason: OUTSIDE,
  },
  {
    what: "bytes above the package",
    line: `export { default as t } from "../../secret.txt" with { type: "bytes" };`,
    specifier: "../../secret.txt",
    reason: OUTSIDE,
  },
  {
    what: "an absolute path",
    line: `import "/etc/passwd";`,
    specifier: "/etc/passwd",
    reason: OUTSIDE,
  },
  {
    what: "the text of an absolute path",
    line: `export { default as t } from "/etc/passwd" with { type: "text" };`,
    specifier: "/etc/passwd",
    reason: OUTSIDE,
  },
  {
    what: "a file: URL",
    line: `export { default as t } from "file:///etc/passwd" with { type: "text" };`,
    specifier: "file:///etc/passwd",
    reason: OUTSIDE,
  },
  {
    what: "a link out of the package",
    line: `import "./link.ts";`,
    specifier: "./link.ts",
    reason: OUTSIDE,
    files: { "package/src/link.ts": { link: "../../secret.ts" } },
  },
  {
    what: "a linked folder out of the package",
    line: `import "./up/secret.ts";`,
    specifier: "./up/secret.ts",
    reason: OUTSIDE,
    files: { "package/src/up": { link: "../.." } },
  },
  {
    what: "an import map out of the package",
    line: `import "up/secret.ts";`,
    specifier: "up/secret.ts",
    reason: OUTSIDE,
    files: { "package/deno.json": `{ "imports": { "up/": "../" } }` },
  },
  {
    what: "dynamic import() out of the package",
    line: `await import("../../secret.ts");`,
    specifier: "../../secret.ts",
    reason: OUTSIDE,
  },
  {
    what: "require() out of the package",
    line: `require("../../secret.ts");`,
    specifier: "../../secret.ts",
    reason: OUTSIDE,
  },
  {
    what: "a pattern of files",
    line: "await import(`./${name}.ts`);",
    specifier: "./**/*.ts",
    reason: /a computed name, wanted a literal/,
  },
  {
    what: "a hidden file as text",
    line: `export { default as t } from "../.git/config" with { type: "text" };`,
    specifier: "../.git/config",
    reason: /hidden files are not part of a plugin/,
    files: { "package/.git/config": "token" },
  },
  {
    what: "a missing file",
    line: `import "./missing.ts";`,
    specifier: "./missing.ts",
    reason: /no such file "[^"]*\/package\/src\/missing\.ts"/,
  },
  {
    what: "a file without its ending",
    line: `import "./mod";`,
    specifier: "./mod",
    reason: /no such file/,
    hint: /write the whole name, with its ending/,
  },
  {
    what: "a folder",
    line: `import "../src";`,
    specifier: "../src",
    reason: /a folder, wanted a file/,
  },
  {
    what: "a file that is no module",
    line: `import "./note.txt";`,
    specifier: "./note.txt",
    reason: /not a module/,
    hint: /with \{ type: "text" \}/,
    files: { "package/src/note.txt": "" },
  },
  {
    what: "JSON without an attribute",
    line: `import "../deno.json";`,
    specifier: "../deno.json",
    reason: /JSON without an import attribute/,
    hint: /with \{ type: "json" \}/,
  },
  {
    what: "a module as JSON",
    line: `export { default as a } from "./mod.ts" with { type: "json" };`,
    specifier: "./mod.ts",
    reason: /not JSON/,
  },
  {
    what: "an unknown import type",
    line: `export { default as a } from "./mod.ts" with { type: "css" };`,
    specifier: "./mod.ts",
    reason: /unknown type "css", wanted json, text or bytes/,
  },
  {
    what: "an undeclared package",
    line: `import "color-name";`,
    specifier: "color-name",
    reason: /not declared/,
    hint: /under "imports" in deno\.json, or write npm:color-name/,
  },
  {
    what: "a module of node's",
    line: `import "node:fs";`,
    specifier: "node:fs",
    reason: /nothing of node's/,
  },
  {
    what: "a module of node's, bare",
    line: `import "fs/promises";`,
    specifier: "fs/promises",
    reason: /nothing of node's/,
  },
  {
    what: "another part of Scrim",
    line: `import { run } from "jsr:@scrim/scrim"; run();`,
    specifier: "jsr:@scrim/scrim",
    reason: /not for plugins at run time/,
    hint: /import jsr:@scrim\/scrim\/plugin/,
  },
  {
    what: "Scrim's testing helpers",
    line: `import "@scrim/scrim/testing";`,
    specifier: "@scrim/scrim/testing",
    reason: /not for plugins at run time/,
  },
  {
    what: "a data: module",
    line: `import "data:text/javascript,1";`,
    specifier: "data:text/javascript,1",
    reason: /may not import from data:/,
  },
  {
    what: "an unknown scheme",
    line: `import "scrim-x:y";`,
    specifier: "scrim-x:y",
    reason: /may not import from scrim-x:/,
  },
  {
    what: "a malformed package",
    line: `import "npm:";`,
    specifier: "npm:",
    reason: /not a package, wanted a form like npm:name@1/,
  },
];

for (const { what, line, specifier, reason, hint, files } of CASES) {
  Deno.test(`bundlePlugin refuses ${what}, naming importer, line and specifier`, async () => {
    await using folder = await folderOf({
      ...SECRET,
      "package/deno.json": "{}",
      "package/src/mod.ts": `const name = "x";\nexport default name;\n${line}\n`,
      ...files,
    });
    const error = await refusal("./package/src/mod.ts", folder.base);
    const action = 'Cannot bundle plugin "./package/src/mod.ts": package/src/mod.ts:3:';
    assert.ok(error.message.startsWith(action), error.message);
    const column = Number(/:3:(\d+): /.exec(error.message)?.[1]);
    assert.match(line.slice(column - 1), /^["`]/, error.message);
    assert.ok(error.message.includes(`cannot import "${specifier}": `), error.message);
    assert.match(error.message, reason);
    assert.ok(error.hint?.includes(`the line is \`${line.trim()}\``), error.hint);
    if (hint !== undefined) assert.match(error.hint ?? "", hint);
    for (const file of error.files) assert.ok(file.startsWith(`${folder.path}/package/`), file);
  });
}

Deno.test("bundlePlugin refuses an entry that is missing, a folder or no module", async () => {
  await using folder = await folderOf({ "deno.json": "{}", "note.txt": "", "src/a.ts": "" });
  const path = folder.path;
  for (
    const [specifier, reason] of [
      ["./missing.ts", `no such file "${path}/missing.ts"`],
      ["./src", `"${path}/src" is a folder, wanted a module`],
      [
        "./note.txt",
        `"${path}/note.txt" is no module, wanted a file that ends in .ts, .tsx, .js, .jsx, .mjs or .mts`,
      ],
    ]
  ) {
    const { message } = await refusal(specifier, folder.base);
    assert.equal(message, `Cannot bundle plugin "${specifier}": ${reason}`);
  }
});

Deno.test("bundlePlugin says of a missing import which file would help", async () => {
  await using folder = await folderOf({ "deno.json": "{}", "mod.ts": `import "./later.ts";` });
  const { files } = await refusal("./mod.ts", folder.base);
  assert.deepEqual(
    [...files].sort(),
    ["deno.json", "later.ts", "mod.ts"].map((name) => `${folder.path}/${name}`),
  );
});

Deno.test("bundlePlugin refuses a manifest that is not JSON, naming it", async () => {
  await using folder = await folderOf({ "deno.json": "{ imports", "mod.ts": "export default 1;" });
  const { message } = await refusal("./mod.ts", folder.base);
  assert.match(message, /^Cannot bundle plugin "\.\/mod\.ts": cannot read "[^"]*\/deno\.json": /);
});

Deno.test("bundlePlugin never reads a file that a source map inside of a module names", async () => {
  await using folder = await folderOf({ "secret.txt": "hush-hush", "p/deno.json": "{}" });
  const map = { version: 3, sources: [`${folder.path}/secret.txt`], mappings: "AAAA" };
  const comment = `//# sourceMappingURL=data:application/json,${
    encodeURIComponent(JSON.stringify(map))
  }`;
  await folder.write({ "p/mod.js": `export default 1;\nconsole.log(2);\n${comment}` });
  const { bundlePlugin } = await import("../../../core/bundle/bundle.ts");
  const bundle = await bundlePlugin("./p/mod.js", { base: folder.base });
  assert.doesNotMatch(JSON.stringify(bundle), /hush/);
});
