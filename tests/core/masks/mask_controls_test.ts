import assert from "node:assert/strict";
import { ScrimError } from "../../../core/base/errors.ts";
import { DEFAULT_MASK, LiveMask, type MaskOptions } from "../../../core/masks/mask_controls.ts";

Deno.test("the middle of a mask's edge is its threshold, and its width is its softness", () => {
  const mask = new LiveMask({ threshold: 0.5, softness: 0.2 });
  assert.deepEqual(mask.edge, { low: 102, high: 153 });
  assert.ok(
    mask.softEdge.low > 102 && mask.softEdge.high > 153,
    "further inside where nothing was refined",
  );
  const { edge } = mask;
  mask.set({ threshold: 1, softness: 0 });
  assert.deepEqual(edge, { low: 254, high: 255 }, "the same object, changed");
  mask.set({ threshold: 0 });
  assert.deepEqual(edge, { low: 0, high: 1 });
  mask.set({ softness: 1, threshold: 0.5 });
  assert.deepEqual(edge, { low: 0, high: 255 });
});

Deno.test("listeners are called after each change of a mask until their signal is aborted", () => {
  const mask = new LiveMask();
  const ended = new AbortController();
  let told = 0;
  mask.onChange(() => told++, ended.signal);
  mask.set({ dilate: 3 });
  assert.deepEqual([told, mask.options], [1, { ...DEFAULT_MASK, dilate: 3 }]);
  ended.abort();
  mask.set({ dilate: 4 });
  mask.onChange(() => told++, ended.signal);
  mask.set({ dilate: 5 });
  assert.equal(told, 1);
});

const WRONG: readonly [{ [name: string]: unknown }, RegExp][] = [
  [{ threshold: -0.1 }, /^Cannot use mask threshold -0.1: wanted a number 0\.\.1$/],
  [{ softness: NaN }, /^Cannot use mask softness NaN: wanted a number 0\.\.1$/],
  [{ dilate: 0.5 }, /^Cannot use mask dilate 0.5: wanted a whole number -64\.\.64$/],
  [{ dilate: 65 }, /dilate 65/],
  [{ smoothing: 1 }, /^Cannot use mask smoothing 1: wanted a number 0\.\.0.98$/],
  [{ smoothing: "0.5" }, /^Cannot use mask smoothing "0.5": wanted a number/],
  [{ refine: "on" }, /^Cannot use mask refine "on": wanted true or false$/],
  [
    { feather: 1 },
    /^Cannot use mask feather 1: wanted one of threshold, softness, dilate, smoothing, refine$/,
  ],
  [{ toString: 1 }, /^Cannot use mask toString 1: wanted one of/],
];

for (const [change, message] of WRONG) {
  Deno.test(`a mask refuses ${JSON.stringify(change)} and does not change`, () => {
    const wrong = change as Partial<MaskOptions>;
    assert.throws(() => new LiveMask(wrong), ScrimError);
    const mask = new LiveMask({ dilate: 2 });
    let told = false;
    mask.onChange(() => told = true, new AbortController().signal);
    assert.throws(() => mask.set({ threshold: 0.3, ...wrong }), (error) => {
      assert.ok(error instanceof ScrimError && error.code === "USAGE");
      assert.match(error.message, message);
      return true;
    });
    assert.deepEqual(mask.options, { ...DEFAULT_MASK, dilate: 2 });
    assert.equal(told, false);
  });
}
