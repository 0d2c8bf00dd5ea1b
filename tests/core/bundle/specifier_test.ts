import assert from "node:assert/strict";
import { classifySpecifier, parsePackage } from "../../../core/bundle/specifier.ts";

const BASE = "file:///home/me/";

const KINDS: readonly [specifier: string, kind: string, address: string][] = [
  ["blur", "name", "blur"],
  ["my-filter_2", "name", "my-filter_2"],
  ["./mine.ts", "path", "file:///home/me/mine.ts"],
  ["mine.ts", "path", "file:///home/me/mine.ts"],
  ["mine.tsx", "path", "file:///home/me/mine.tsx"],
  ["mine.jsx", "path", "file:///home/me/mine.jsx"],
  ["mine.mjs", "path", "file:///home/me/mine.mjs"],
  ["folder/mine.js", "path", "file:///home/me/folder/mine.js"],
  ["../mine.ts", "path", "file:///home/mine.ts"],
  ["/opt/mine.ts", "path", "file:///opt/mine.ts"],
  ["./a:b#c?d%20 e.ts", "path", "file:///home/me/a:b%23c%3Fd%2520%20e.ts"],
  ["./npm:x", "path", "file:///home/me/npm:x"],
  ["file:///opt/mine.ts", "path", "file:///opt/mine.ts"],
  ["https://example.org/mine.ts", "remote", "https://example.org/mine.ts"],
  ["http://example.org", "remote", "http://example.org/"],
  ["jsr:@me/filter", "jsr", "jsr:@me/filter"],
  ["jsr:@me/filter@^1.2.0/sub", "jsr", "jsr:@me/filter@^1.2.0/sub"],
  ["npm:filter@1", "npm", "npm:filter@1"],
  ["npm:@me/filter", "npm", "npm:@me/filter"],
];

for (const [specifier, kind, address] of KINDS) {
  Deno.test(`classifySpecifier takes ${specifier} for a ${kind}`, () => {
    assert.deepEqual(classifySpecifier(specifier, BASE), { kind, address });
  });
}

const REFUSED: readonly [specifier: string, message: RegExp][] = [
  ["ftp://example.org/a.ts", /unknown scheme "ftp:", wanted a name, a path, or a file:, http:/],
  ["data:text/javascript,1", /unknown scheme "data:"/],
  ["node:fs", /unknown scheme "node:"/],
  ["http://", /malformed URL/],
  ["jsr:filter", /not a package, wanted a form like jsr:@scope\/name@1/],
  ["npm:", /not a package, wanted a form like npm:name@1/],
  ["npm:../filter", /not a package/],
  ["", /not a name or path/],
  ["two words", /not a name or path/],
  ["__proto__", /not a name or path/],
];

for (const [specifier, message] of REFUSED) {
  Deno.test(`classifySpecifier refuses "${specifier}"`, () => {
    assert.throws(() => classifySpecifier(specifier, BASE), (error: Error) => {
      assert.ok(error.message.startsWith(`Cannot load plugin "${specifier}": `), error.message);
      assert.match(error.message, message);
      assert.equal("code" in error && error.code, "USAGE");
      return true;
    });
  });
}

Deno.test("parsePackage takes name, range and export apart", () => {
  assert.deepEqual(parsePackage("npm:@me/filter@~1.2/deep/x.js"), {
    name: "@me/filter",
    range: "~1.2",
    subpath: "/deep/x.js",
  });
  assert.deepEqual(parsePackage("npm:/filter@1/"), { name: "filter", range: "1", subpath: "" });
  assert.deepEqual(parsePackage("jsr:@me/filter"), { name: "@me/filter", range: "", subpath: "" });
  assert.equal(parsePackage("jsr:filter@1"), null);
});
