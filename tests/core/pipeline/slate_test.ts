import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { drawSlate } from "../../../core/pipeline/slate.ts";

Deno.test("drawSlate paints over every pixel, dark and without colour, in the frame's range", () => {
  for (const [width, height] of [[320, 180], [181, 321], [1, 1], [2, 3]]) {
    for (const range of ["limited", "full"] as const) {
      const frame = new Arena().frame(width, height, { matrix: "bt709", range });
      for (const plane of [frame.y, frame.u, frame.v]) plane.data.fill(255);
      drawSlate(frame);
      const [low, high] = range === "limited" ? [28, 112] : [15, 110];
      for (const value of frame.y.data) {
        assert.ok(value >= low && value <= high, `${range} ${value}`);
      }
      for (const value of [...frame.u.data, ...frame.v.data]) assert.equal(value, 128);
    }
  }
});

Deno.test("drawSlate shows a glyph in the middle, brighter than the ground", () => {
  const frame = new Arena().frame(640, 360, { matrix: "bt709", range: "limited" });
  drawSlate(frame);
  let [bright, left, right, top, bottom] = [0, 640, 0, 360, 0];
  for (let row = 0; row < 360; row++) {
    for (let column = 0; column < 640; column++) {
      if (frame.y.data[row * 640 + column] < 90) continue;
      bright++;
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    }
  }
  assert.ok(bright > 1000 && bright < 8000, `${bright} bright pixels`);
  assert.ok(Math.abs(left + right - 640) < 12 && Math.abs(top + bottom - 360) < 12);
});

Deno.test("drawSlate respects strides", () => {
  const data = new Uint8Array(100 * 10 + 2 * 60 * 5).fill(77);
  const plane = (start: number, stride: number, width: number, height: number) => ({
    data: data.subarray(start, start + stride * height),
    stride,
    width,
    height,
  });
  drawSlate({
    format: "i420",
    width: 20,
    height: 10,
    y: plane(0, 100, 20, 10),
    u: plane(1000, 60, 10, 5),
    v: plane(1300, 60, 10, 5),
    color: { matrix: "bt601", range: "limited" },
  });
  for (let row = 0; row < 10; row++) assert.equal(data[row * 100 + 20], 77);
  for (let row = 0; row < 10; row++) assert.equal(data[1000 + row * 60 + 10], 77);
});
