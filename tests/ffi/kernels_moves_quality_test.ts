import assert from "node:assert/strict";
import type { Plane } from "../../core/media/frame.ts";
import type { Affine } from "../../core/media/kernels.ts";
import { scramble } from "../kernels_ref/builds.ts";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { setup } from "./real_numbers.ts";

// The oracle says what the kernels compute. This file says whether that is right: bytes by hand, ffmpeg and real numbers.

function rows(plane: Plane): number[][] {
  return Array.from(
    { length: plane.height },
    (_, y) => [...plane.data.subarray(y * plane.stride, y * plane.stride + plane.width)],
  );
}

function planeOf(bytes: number[][]): Plane {
  const { arena } = setup();
  const made = arena.plane(bytes[0].length, bytes.length);
  made.data.set(bytes.flat());
  return made;
}

Deno.test("upscaleLabels gives each pixel the label in which its centre lies: bytes by hand", () => {
  const { arena, kernels } = setup();
  const upscaled = (bytes: number[][], width: number, height: number): number[][] => {
    const into = arena.plane(width, height);
    kernels.upscaleLabels(planeOf(bytes), into);
    return rows(into);
  };
  assert.deepEqual(upscaled([[1, 2], [3, 4]], 4, 4), [
    [1, 1, 2, 2],
    [1, 1, 2, 2],
    [3, 3, 4, 4],
    [3, 3, 4, 4],
  ]);
  // Centres at 1/5, 3/5, 1, 7/5, 9/5 of two pixels; the one on the line is the right one's.
  assert.deepEqual(upscaled([[7, 255]], 5, 1), [[7, 7, 255, 255, 255]]);
  // Centres at 5/6, 15/6, 25/6 of five pixels.
  assert.deepEqual(upscaled([[10, 20, 30, 40, 50]], 3, 2), [[10, 30, 50], [10, 30, 50]]);
});

Deno.test("warp shows at a place what the map says was there, and 0 from outside: bytes by hand", () => {
  const { arena, kernels } = setup();
  const from = planeOf([[10, 20, 30, 40], [50, 60, 70, 80]]);
  const warped = (moved: Affine, labels = false): number[][] => {
    const into = arena.plane(4, 2);
    kernels.warp(from, into, { moved, labels });
    return rows(into);
  };
  // From one pixel further right, from one row above.
  assert.deepEqual(warped([1, 0, 1 / 4, 0, 1, 0]), [[20, 30, 40, 0], [60, 70, 80, 0]]);
  assert.deepEqual(warped([1, 0, 0, 0, 1, -1 / 2]), [[0, 0, 0, 0], [10, 20, 30, 40]]);
  // From half a pixel further right: means, the last with 0. Labels on the line take the right one.
  assert.deepEqual(warped([1, 0, 1 / 8, 0, 1, 0]), [[15, 25, 35, 20], [55, 65, 75, 40]]);
  assert.deepEqual(warped([1, 0, 1 / 8, 0, 1, 0], true), [[20, 30, 40, 0], [60, 70, 80, 0]]);
  // A quarter right and half a row down: 3/8 10 + 1/8 20 + 3/8 50 + 1/8 60 = 32.5, to nearest 33.
  assert.equal(warped([1, 0, 1 / 16, 0, 1, 1 / 4])[0][0], 33);
  // Half a turn; twice as large about the middle.
  assert.deepEqual(warped([-1, 0, 1, 0, -1, 1]), [[80, 70, 60, 50], [40, 30, 20, 10]]);
  assert.deepEqual(warped([1 / 2, 0, 1 / 4, 0, 1 / 2, 1 / 4], true), [
    [20, 20, 30, 30],
    [60, 60, 70, 70],
  ]);
});

ffmpegTest("warp by flips and quarter turns gives the bytes that ffmpeg gives", async () => {
  const { arena, kernels } = setup();
  const from = arena.plane(48, 48);
  const into = arena.plane(48, 48);
  scramble(from.data, 6);
  const filters: [string, Affine][] = [
    ["hflip", [-1, 0, 1, 0, 1, 0]],
    ["vflip", [1, 0, 0, 0, -1, 1]],
    ["transpose=clock", [0, 1, 0, -1, 0, 1]],
    ["transpose=cclock", [0, -1, 1, 1, 0, 0]],
    ["transpose=cclock_flip", [0, 1, 0, 1, 0, 0]],
  ];
  const raw = "-f rawvideo -pix_fmt gray";
  for (const [filter, moved] of filters) {
    const wanted = await ffmpeg(`${raw} -s 48x48 -i - -vf ${filter} ${raw} -`, from.data);
    for (const labels of [false, true]) {
      kernels.warp(from, into, { moved, labels });
      assert.deepEqual([...into.data], [...wanted], `${filter}, labels ${labels}`);
    }
  }
});

Deno.test("warp of a slope is within 1 of real numbers under a turn, a shear and a zoom", () => {
  const { arena, kernels } = setup();
  const [width, height] = [160, 90];
  const slope = (x: number, y: number) => 30 + 120 * x + 80 * y;
  const from = arena.plane(width, height);
  from.data.forEach((_, i) => {
    from.data[i] = Math.round(
      slope((i % width + 0.5) / width, (Math.floor(i / width) + 0.5) / height),
    );
  });
  const into = arena.plane(width, height);
  const [cos, sin] = [Math.cos(0.3), Math.sin(0.3)];
  const maps: Affine[] = [
    [cos, -sin, 0.15, sin, cos, -0.1],
    [1, 0.25, -0.1, -0.1, 1, 0.05],
    [0.3, 0, 0.31, 0, 0.3, 0.17],
    [1.7, 0.2, -0.4, 0.1, 1.9, -0.5],
  ];
  for (const [a, b, c, d, e, f] of maps) {
    kernels.warp(from, into, { moved: [a, b, c, d, e, f], labels: false });
    let compared = 0;
    into.data.forEach((value, i) => {
      const [x, y] = [(i % width + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
      const [u, v] = [a * x + b * y + c, d * x + e * y + f];
      const [margin, far] = [1 / height, 1 + 1 / height];
      if (u < -margin || v < -margin || u > far || v > far) return assert.equal(value, 0);
      if (u < margin || v < margin || u > 1 - margin || v > 1 - margin) return;
      assert.ok(Math.abs(value - slope(u, v)) <= 1, `${value} at ${x} ${y}, real ${slope(u, v)}`);
      compared++;
    });
    assert.ok(compared > 1000, `only ${compared} pixels were compared`);
  }
});
