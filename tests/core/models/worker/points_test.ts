import assert from "node:assert/strict";
import { writePoints } from "../../../../core/models/worker/points.ts";

const POINT = { x: 0.25, y: 0.5, z: -1.5, visibility: 0.75 };

Deno.test("writePoints() writes x, y, z and visibility of each point", () => {
  const into = new Float32Array(8);
  writePoints([POINT, { x: -0.25, y: 1.5, z: 0, visibility: 0 }], into);
  assert.deepEqual([...into], [0.25, 0.5, -1.5, 0.75, -0.25, 1.5, 0, 0]);
});

Deno.test("writePoints() refuses a wrong number of points, and values that are not finite", () => {
  assert.throws(() => writePoints([POINT], new Float32Array(8)), {
    name: "RangeError",
    message: "it gave 1 keypoints, wanted 2",
  });
  for (const field of ["x", "y", "z", "visibility"]) {
    const broken = { ...POINT, [field]: NaN };
    assert.throws(() => writePoints([broken], new Float32Array(4)), /not finite/, field);
  }
});
