import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import type { Spill } from "../../core/media/kernels.ts";
import { openNativeKernels } from "../../ffi/kernels.ts";
import { refSpill } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  COLORS,
  frame,
  type Memory,
  plain,
  plane,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";

/** A mask with an outline across the picture, hard or soft, over random pixels. */
function jobIn(memory: Memory, shape: Shape, small: { width: number; height: number }): Spill {
  const { width, height, seed } = shape;
  const picture = frame(memory, shape);
  const mask = plane(memory, small.width, small.height, seed % 3);
  const into = plane(memory, Math.ceil(width / 8), 3 * Math.ceil(height / 8), seed % 5);
  scrambleAll(seed, picture);
  scrambleAll(99, into);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const deep = seed * 5 % small.width - x + (y - seed % 3) * 2;
      mask.data[y * mask.stride + x] = Math.min(Math.max(128 + deep * (20 + seed % 200), 0), 255);
    }
  }
  const edge = seed % 3 ? { low: seed % 100, high: 101 + seed % 150 } : undefined;
  return { frame: picture, mask, edge, into };
}

for (const { name, open } of builds) {
  Deno.test(`spill (${name}) equals the oracle, masks of any size`, async () => {
    using build = await open();
    const check = (shape: Shape, small: { width: number; height: number }): void => {
      const got = jobIn(build.memory, shape, small);
      const want = jobIn(plain, shape, small);
      build.kernels.spill(got);
      refSpill(want);
      const text = `${name} ${shape.width}x${shape.height}, mask ${small.width}x${small.height}`;
      assertSameBytes(got.into, want.into, text);
    };
    for (const shape of shapes()) {
      if (shape.width > 67 || shape.width % 3 === 0) continue;
      check(shape, { width: 1 + shape.seed * 5 % 17, height: 1 + shape.seed % 4 });
      check(shape, shape);
    }
    for (let seed = 0; seed < 4; seed++) {
      const shape = { width: 203, height: 60 + seed, color: COLORS[seed], pad: seed, seed };
      check(shape, { width: 41, height: 13 });
      check(shape, shape);
    }
  });
}

Deno.test("composite with spill keeps a green wall out of the edge of a grey figure", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const [width, height, color] = [128, 64, COLORS[1]];
  const [picture, behind, into] = [0, 1, 2].map(() => arena.frame(width, height, color));
  const mask = arena.plane(width, height);
  // A lens spreads the outline over a dozen pixels: figure and wall are mixed there as the mask says.
  const alpha = (x: number): number => Math.min(Math.max((x - 58) / 12, 0), 1);
  const [figure, wall, place] = [[90, 128, 128], [150, 70, 60], [40, 150, 120]];
  for (const [i, key] of (["y", "u", "v"] as const).entries()) {
    const { data, stride, width: w, height: h } = picture[key];
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        const a = alpha(i === 0 ? x : 2 * x + 0.5);
        data[y * stride + x] = Math.round(figure[i] * a + wall[i] * (1 - a));
      }
    }
    behind[key].data.fill(place[i]);
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) mask.data[y * width + x] = Math.round(255 * alpha(x));
  }
  const { width: across, height: down } = kernels.spillSize(width, height);
  const spill = arena.plane(across, down);
  kernels.spill({ frame: picture, mask, into: spill });
  const worst = (): number => {
    let most = 0;
    for (const [i, key] of (["y", "u", "v"] as const).entries()) {
      const { data, stride, width: w, height: h } = into[key];
      for (let x = 0; x < w; x++) {
        const a = alpha(i === 0 ? x : 2 * x + 0.5);
        const wanted = figure[i] * a + place[i] * (1 - a);
        most = Math.max(most, Math.abs(data[(h >> 1) * stride + x] - wanted));
      }
    }
    return most;
  };
  const job = { foreground: picture, background: behind, mask, into };
  kernels.composite(job);
  const plainly = worst();
  kernels.composite({ ...job, spill });
  const cleaned = worst();
  assert.ok(plainly > 14, `the wall shines through by ${plainly} levels without it`);
  assert.ok(cleaned <= 3, `${cleaned} levels of the wall are left`);
});

Deno.test("spill is 128 where no outline is, and where one side is not in sight", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const picture = arena.frame(64, 32, COLORS[0]);
  picture.y.data.forEach((_, i) => picture.y.data[i] = i % 200);
  const mask = arena.plane(64, 32);
  const { width, height } = kernels.spillSize(64, 32);
  const into = arena.plane(width, height);
  for (const value of [0, 255, 100]) {
    mask.data.fill(value);
    kernels.spill({ frame: picture, mask, into });
    assert.ok(into.data.every((found) => found === 128), `a mask of ${value}`);
  }
});

Deno.test("spill refuses another size", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const picture = arena.frame(65, 33, COLORS[0]);
  const mask = arena.plane(16, 9);
  assert.deepEqual(kernels.spillSize(65, 33), { width: 9, height: 15 });
  const wrong = arena.plane(8, 15);
  assert.throws(
    () => kernels.spill({ frame: picture, mask, into: wrong }),
    (error) => {
      assert.ok(error instanceof ScrimError && error.code === "FORMAT");
      assert.match(error.message, /what spills is 8x15, wanted 9x15 \(see spillSize\)$/);
      return true;
    },
  );
  const job = { foreground: picture, background: picture, mask, into: picture };
  assert.throws(() => kernels.composite({ ...job, spill: wrong }), /is 8x15, wanted 9x15/);
});
