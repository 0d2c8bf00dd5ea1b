import assert from "node:assert/strict";
import { writeLabels } from "../../../../core/models/worker/label_map.ts";

function labels(channels: readonly (readonly number[])[]): number[] {
  const length = channels[0]?.length ?? 0;
  const into = new Uint8Array(length).fill(9);
  writeLabels(channels.map((values) => Float32Array.from(values)), into, new Float32Array(length));
  return [...into];
}

Deno.test("writeLabels() gives the channel with the greatest value of each pixel; of equal values, the first", () => {
  assert.deepEqual(
    labels([[0.5, 0.2, -3, 0.4], [0.3, 0.7, -2, 0.4], [0.2, 0.1, -4, 0.4]]),
    [0, 1, 1, 0],
  );
  assert.deepEqual(labels([[0.1], [0.1], [0.2]]), [2]);
});

Deno.test("writeLabels() does not depend on the previous call", () => {
  const [into, best] = [new Uint8Array(1), new Float32Array(1)];
  writeLabels([Float32Array.of(1), Float32Array.of(5)], into, best);
  writeLabels([Float32Array.of(0.2), Float32Array.of(0.1)], into, best);
  assert.equal(into[0], 0);
});

Deno.test("writeLabels() refuses values that are not finite, in any channel, and wrong sizes", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    assert.throws(() => labels([[1, 2], [0, bad]]), { name: "RangeError", message: /finite/ });
    assert.throws(() => labels([[bad, 2], [0, 1]]), { name: "RangeError", message: /finite/ });
  }
  assert.throws(() => labels([[1, 2], [1]]), {
    name: "RangeError",
    message: "a mask has 1 values, wanted 2",
  });
});
