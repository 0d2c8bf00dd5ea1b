import assert from "node:assert/strict";
import plugin from "./assertions.ts";

/** The rules that a line of code breaks. */
function broken(code: string): readonly string[] {
  return Deno.lint.runPlugin(plugin, "x_test.ts", code).map(({ id }) => id.split("/")[1]);
}

Deno.test("assertions that cannot fail are found", () => {
  assert.deepEqual(broken("assert.ok(aged.at(-1) ?? 0 > 100);"), ["no-loose-nullish"]);
  assert.deepEqual(broken("if (a?.b ?? 1 === 2) f();"), ["no-loose-nullish"]);
  for (const value of ["[1]", "{ a }", "() => f()", "new Set()", "function () {}"]) {
    assert.deepEqual(broken(`assert.ok(${value}, "why");`), ["no-constant-assert"], value);
    assert.deepEqual(broken(`assert(${value});`), ["no-constant-assert"], value);
  }
  assert.deepEqual(broken("assert.rejects(f());"), ["no-floating-rejects"]);
  assert.deepEqual(broken("assert.doesNotReject(f());"), ["no-floating-rejects"]);
});

Deno.test("assertions that can fail are not", () => {
  for (
    const code of [
      "assert.ok((aged.at(-1) ?? 0) > 100);",
      "assert.ok([1].includes(x));",
      "assert.ok(new Set(a).size > 1);",
      "await assert.rejects(f());",
      "const f = () => assert.rejects(g());",
      "return;",
    ]
  ) assert.deepEqual(broken(code), [], code);
});
