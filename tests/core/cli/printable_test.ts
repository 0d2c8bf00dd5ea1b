import assert from "node:assert/strict";
import { printable } from "../../../core/cli/printable.ts";

Deno.test("printable lets no text of a plugin or file steer the terminal", () => {
  const attack = "a\x1b[2J\x1b]0;title\x07b\x9b31mc\rd\x7f\u202eevil\u2066";
  // deno-lint-ignore no-control-regex -- these are what it is about
  assert.doesNotMatch(printable(attack), /[\x00-\x1f\x7f-\x9f\u202e\u2066]/);
  assert.equal(printable("two\nlines\tand äöü ✓ 日本"), "two\nlines\tand äöü ✓ 日本");
});
