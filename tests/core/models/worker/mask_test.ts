import assert from "node:assert/strict";
import { writeMask } from "../../../../core/models/worker/mask.ts";

function bytes(probabilities: readonly number[], inverted = false): number[] {
  const into = new Uint8ClampedArray(new SharedArrayBuffer(probabilities.length));
  writeMask(Float32Array.from(probabilities), { into, inverted });
  return [...into];
}

Deno.test("writeMask() rounds 255 times p to nearest", () => {
  assert.deepEqual(bytes([0, 1, 0.5, 1 / 255, 0.0019, 0.002]), [0, 255, 128, 1, 0, 1]);
});

Deno.test("writeMask() gives the same as Math.round for each multiple of 1/4096", () => {
  const steps = Array.from({ length: 4097 }, (_, i) => i / 4096);
  assert.deepEqual(bytes(steps), steps.map((p) => Math.round(255 * p)));
});

Deno.test("writeMask() clamps", () => {
  assert.deepEqual(bytes([-0.1, -1e30, 1.1, 1e30]), [0, 0, 255, 255]);
});

Deno.test("writeMask() inverts a background mask", () => {
  assert.deepEqual(bytes([0, 1, 0.25, -3, 7], true), [255, 0, 191, 255, 0]);
});

for (const bad of [NaN, Infinity, -Infinity]) {
  Deno.test(`writeMask() refuses ${bad} and clears the mask, inverted or not`, () => {
    for (const inverted of [false, true]) {
      const into = new Uint8ClampedArray([9, 9, 9]);
      const given = Float32Array.from([1, bad, 0]);
      assert.throws(() => writeMask(given, { into, inverted }), {
        name: "RangeError",
        message: /finite/,
      });
      assert.deepEqual([...into], [0, 0, 0]);
    }
  });
}

Deno.test("writeMask() refuses a mask of the wrong size", () => {
  const into = new Uint8ClampedArray(4);
  assert.throws(
    () => writeMask(new Float32Array(5), { into, inverted: false }),
    { name: "RangeError", message: "the mask has 5 values, wanted 4" },
  );
});
