import assert from "node:assert/strict";
import { parseJsonc } from "../../../core/base/jsonc.ts";

Deno.test("parseJsonc() removes comments and trailing commas, and changes no strings", () => {
  const text = `{ // "a": 1,
    "url": "https://x/*y*/", /* "b": [2], */ "list": [1, 2, ], "quote": "\\"//no\\"",
  }`;
  assert.deepEqual(parseJsonc(text), {
    url: "https://x/*y*/",
    list: [1, 2],
    quote: '"//no"',
  });
  assert.throws(() => parseJsonc("{ a: 1 }"), SyntaxError);
});
