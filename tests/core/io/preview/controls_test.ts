import assert from "node:assert/strict";
import { isControl, takeControl } from "../../../../core/io/preview/controls.ts";
import { DEFAULT_MASK, LiveMask } from "../../../../core/masks/mask_controls.ts";

Deno.test("a message changes what it names of the mask, and nothing else", () => {
  const mask = new LiveMask();
  assert.equal(takeControl('{"mask":{"dilate":4,"refine":false}}', mask), null);
  assert.deepEqual(mask.options, { ...DEFAULT_MASK, dilate: 4, refine: false });
  assert.ok(isControl('{"mask":{}}'));
  for (const other of ["next", "", new ArrayBuffer(3), null, 7]) assert.ok(!isControl(other));
});

const REFUSED: readonly [string, RegExp][] = [
  ['{"mask":{"dilate":400}}', /^Cannot use mask dilate 400/],
  ['{"mask":{"dilate":1,"threshold":"0.5"}}', /^Cannot use mask threshold "0.5"/],
  ['{"mask":{"__proto__":1}}', /^Cannot use mask __proto__ 1: wanted one of/],
  ['{"mask":{"constructor":1}}', /^Cannot use mask constructor 1: wanted one of/],
  ['{"mask":[1]}', /^wanted \{"mask": \{\.\.\.\}\} and nothing else$/],
  ['{"mask":null}', /nothing else$/],
  ['{"mask":{},"plugins":["evil"]}', /nothing else$/],
  ["{}", /nothing else$/],
  ["{", /JSON/],
  [`{"mask":{"dilate":${" ".repeat(1100)}1}}`, /is too long$/],
];

for (const [message, reason] of REFUSED) {
  Deno.test(`a page may not say ${message.slice(0, 40)}`, () => {
    const mask = new LiveMask();
    assert.match(takeControl(message, mask) ?? "taken", reason);
    assert.deepEqual(mask.options, DEFAULT_MASK);
  });
}
