import assert from "node:assert/strict";
import { ScrimError } from "../../../core/base/errors.ts";
import { type OptionSchema, resolveOptions } from "../../../core/plugin/options.ts";

const SCHEMA = {
  radius: { type: "number", default: 24, min: 0, max: 200, unit: "px", summary: "How far" },
  levels: { type: "number", default: 4, min: 2, max: 10, step: 2, summary: "How many" },
  secure: { type: "boolean", default: false, summary: "Solid" },
  fit: { type: "choice", default: "cover", choices: ["cover", "contain"], summary: "How" },
  tint: { type: "color", default: null, summary: "Colour" },
  image: { type: "file", default: null, summary: "Picture" },
} as const satisfies OptionSchema;

Deno.test("resolveOptions fills in every default", () => {
  assert.deepEqual({ ...resolveOptions("p", SCHEMA, {}) }, {
    radius: 24,
    levels: 4,
    secure: false,
    fit: "cover",
    tint: null,
    image: null,
  });
});

Deno.test("resolveOptions reads text and typed values alike", () => {
  const text = resolveOptions("p", SCHEMA, {
    radius: "40.5",
    levels: "6",
    secure: "true",
    fit: "contain",
    tint: "#0A80ff",
    image: "a=b.jpg",
  });
  assert.deepEqual({ ...text }, {
    radius: 40.5,
    levels: 6,
    secure: true,
    fit: "contain",
    tint: { r: 10, g: 128, b: 255 },
    image: "a=b.jpg",
  });
  assert.equal(resolveOptions("p", SCHEMA, { radius: 3, secure: true }).radius, 3);
});

const REFUSED: readonly [option: string, value: unknown, wanted: RegExp][] = [
  ["radius", "201", /"p\.radius" to "201": wanted 0\.\.200 px/],
  ["radius", "-1", /wanted 0\.\.200 px/],
  ["radius", "", /wanted 0\.\.200 px/],
  ["radius", "NaN", /wanted 0\.\.200 px/],
  ["radius", "12px", /wanted 0\.\.200 px/],
  ["radius", Infinity, /wanted 0\.\.200 px/],
  ["levels", "3", /steps of 2 2\.\.10/],
  ["secure", "yes", /true or false/],
  ["fit", "stretch", /cover or contain/],
  ["tint", "reddish", /#rrggbb/],
  ["tint", "#12345", /#rrggbb/],
  ["image", "", /a path/],
];

for (const [option, value, wanted] of REFUSED) {
  Deno.test(`resolveOptions refuses ${option}=${value} and says what is allowed`, () => {
    assert.throws(
      () => resolveOptions("p", SCHEMA, { [option]: value }),
      (error: unknown) =>
        error instanceof ScrimError && error.code === "USAGE" && wanted.test(error.message),
    );
  });
}

Deno.test("resolveOptions refuses unknown options, also those of Object.prototype", () => {
  for (const name of ["raduis", "toString", "__proto__", "constructor"]) {
    assert.throws(
      () => resolveOptions("p", SCHEMA, Object.fromEntries([[name, "1"]])),
      /plugin "p" has only radius, levels, secure, fit, tint, image/,
      name,
    );
  }
});
