/**
 * Files that a plugin names and that are none of its own are never opened, whatever names them: each is a named pipe, and whoever
 * opened it to read would wait for ever.
 */
import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { guarded } from "../../wait.ts";
import { type Files, folderOf } from "./packages.ts";

const PLUGIN =
  `export default { apiVersion: 1, name: "a", summary: "A", access: "read", process() {} };`;

/** What names a file, in the plugin's module or beside it. `CANARY` is its path; it lies outside of the package. */
const REFERENCES: { readonly [what: string]: { readonly code?: string; readonly files?: Files } } =
  {
    "a source map": { code: "//# sourceMappingURL=file://CANARY" },
    "a source map by a path": { code: "//# sourceMappingURL=CANARY" },
    "a source map up the tree": { code: "//# sourceMappingURL=../canary" },
    "a source map of the old form": { code: "//@ sourceMappingURL=file://CANARY" },
    "a source map in a block comment": { code: "/*# sourceMappingURL=file://CANARY */" },
    "a source map with a tab": { code: "//#\tsourceMappingURL=file://CANARY" },
    "the source of a map": {
      code: `//# sourceMappingURL=data:application/json;base64,${
        btoa('{"version":3,"sources":["file:///canary"],"names":[],"mappings":"AAAA"}')
      }`,
    },
    "an import": { code: 'import "CANARY";' },
    "an import by address": { code: 'import "file://CANARY";' },
    "an import up the tree": { code: 'import "../canary";' },
    "text": { code: 'import t from "CANARY" with { type: "text" }; t;' },
    "bytes": { code: 'import t from "../canary" with { type: "bytes" }; t;' },
    "import()": { code: 'await import("CANARY");' },
    "import() of a pattern": { code: "const n = 1; await import(`../canary${n}`);" },
    "require()": { code: 'require("CANARY");' },
    "require.resolve()": { code: 'require.resolve("CANARY");' },
    "new URL()": { code: 'new URL("CANARY", import.meta.url);' },
    "a worker": { code: 'new Worker(new URL("../canary", import.meta.url));' },
    "export from": { code: 'export * from "CANARY";' },
    "a query": { code: 'import "../canary?raw";' },
    "a NUL byte": { code: 'import "../canary\\u0000.ts";' },
    "the source of JSX": { code: "/** @jsxImportSource CANARY */ const a = <b />;" },
    "a link": { code: 'import "./link.ts";', files: { "package/link.ts": { link: "../canary" } } },
    "tsconfig.json": { files: { "package/tsconfig.json": '{ "extends": "../canary" }' } },
    "tsconfig.json that is one": { files: { "package/tsconfig.json": { link: "../canary" } } },
    "package.json": {
      code: 'import "#x";',
      files: {
        "package/package.json": '{ "imports": { "#x": "../canary" }, "main": "../canary" }',
      },
    },
    "imports of deno.json": {
      code: 'import "x";',
      files: { "package/deno.json": '{ "imports": { "x": "../canary" } }' },
    },
  };

for (const [what, { code = "", files = {} }] of Object.entries(REFERENCES)) {
  for (const ending of ["ts", "tsx"]) {
    Deno.test(`a file outside of the package is not opened for ${what} of a .${ending}`, async () => {
      await using folder = await folderOf({
        "package/deno.json": "{}",
        "package/package.json": "{}",
        ...{ [`package/mod.${ending}`]: "" },
        ...files,
      });
      const canary = `${folder.path}/canary`;
      const { success } = await new Deno.Command("mkfifo", { args: [canary] }).output();
      assert.ok(success);
      const text = `${PLUGIN}\n${code.replaceAll("CANARY", canary)}\n`;
      await folder.write({ [`package/mod.${ending}`]: text });
      const work = bundlePlugin(`./package/mod.${ending}`, { base: folder.base })
        .then(({ code, map }) => code + map, (error: Error) => {
          assert.doesNotMatch(error.message, /not done after/, "it was opened, and waited for");
          return error.message;
        });
      assert.ok((await guarded(`bundling with ${what}`, work)).length > 0);
    });
  }
}
