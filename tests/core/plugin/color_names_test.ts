import assert from "node:assert/strict";
import { COLOR_NAMES } from "../../../core/plugin/color_names.ts";
import { resolveOptions } from "../../../core/plugin/options.ts";
import { missing } from "../../tools.ts";

const SCHEMA = { tint: { type: "color", default: "#000000", summary: "A colour" } } as const;
const tint = (value: string): unknown => resolveOptions("p", SCHEMA, { tint: value }).tint;

Deno.test({
  name: "the named colours are those that ffmpeg has",
  ignore: missing("ffmpeg"),
  fn: async () => {
    const { stdout } = await new Deno.Command("ffmpeg", { args: ["-hide_banner", "-colors"] })
      .output();
    const found = [...new TextDecoder().decode(stdout).matchAll(/^(\w+) +#([0-9a-f]{6})$/gm)];
    assert.ok(found.length > 130, `${found.length}`);
    // For these two colours, ffmpeg has the values of an earlier version of CSS.
    const other = found.filter(([, name, hex]) => COLOR_NAMES.get(name.toLowerCase()) !== hex)
      .map(([, name]) => name);
    assert.deepEqual(other, ["MediumPurple", "PaleVioletRed"]);
    assert.equal(COLOR_NAMES.size, 148);
  },
});

Deno.test("colours are #rrggbb, #rgb or a name, whatever the case", () => {
  assert.deepEqual(tint("#0f0"), { r: 0, g: 255, b: 0 });
  assert.deepEqual(tint("#Ab1"), { r: 0xaa, g: 0xbb, b: 0x11 });
  assert.deepEqual(tint("#00b140"), { r: 0, g: 0xb1, b: 0x40 });
  assert.deepEqual(tint("RebeccaPurple"), { r: 0x66, g: 0x33, b: 0x99 });
  for (const wrong of ["0f0", "#ff", "#12345", "green-ish", "", "constructor"]) {
    assert.throws(() => tint(wrong), /wanted #rrggbb, #rgb or a name such as teal/, wrong);
  }
});
