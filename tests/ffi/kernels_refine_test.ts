import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import type { Plane } from "../../core/media/frame.ts";
import type { Refine } from "../../core/media/kernels.ts";
import { refDilate, refRefine } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  type BuildUnderTest,
  COLORS,
  frame,
  type Memory,
  packed,
  plain,
  plane,
  randomOf,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";
import { setup } from "./real_numbers.ts";

/** What there is to refine: smooth pictures, so that some pixels are calm, some moved, some sure and some not. */
function jobOf(memory: Memory, shape: Shape, small: { width: number; height: number }): Refine {
  const { seed, color } = shape;
  const mask = plane(memory, small.width, small.height, seed % 4);
  const sized = { ...small, color, pad: seed % 3 };
  const [guide, before] = [packed(memory, "rgba", sized), packed(memory, "rgba", sized)];
  const picture = frame(memory, shape);
  const into = plane(memory, shape.width, shape.height, shape.pad + 1);
  scrambleAll(seed, picture);
  scrambleAll(seed + 3, guide);
  scrambleAll(seed + 4, into);
  before.data.set(guide.data);
  const random = randomOf(seed);
  const some = (data: Uint8Array, value: () => number): void => {
    for (let i = 0; i < data.length; i++) if (random() % 16 === 0) data[i] = value();
  };
  some(before.data, random);
  mask.data.fill(seed % 2 * 255);
  if (seed % 5 < 3) some(mask.data, random);
  if (seed % 7 === 0) into.data.fill(seed % 2 * 255);
  const share = [1, 0.1, 0.004][seed % 3];
  const guided = seed % 6 !== 1;
  return { mask, guide, before, frame: picture, noise: seed % 4 * 11.4, share, guided, into };
}

function refineEqual(build: BuildUnderTest, shape: Shape, width: number, height: number): void {
  const got = jobOf(build.memory, shape, { width, height });
  const want = jobOf(plain, shape, { width, height });
  build.kernels.refine(got);
  refRefine(want);
  const text = `${build.name} ${width}x${height} to ${shape.width}x${shape.height}`;
  assertSameBytes(got.into, want.into, text);
}

function dilateEqual({ name, kernels, memory }: BuildUnderTest, shape: Shape, px: number): void {
  const { width, height, pad, seed } = shape;
  const job = (from: Memory): [Plane, Plane] => {
    const [mask, into] = [plane(from, width, height, pad), plane(from, width, height, 1)];
    scrambleAll(seed, mask);
    if (seed % 4 === 0) mask.data.fill(px > 0 ? 0 : 255);
    mask.data[seed % mask.data.length] = 100;
    return [mask, into];
  };
  const [mask, got] = job(memory);
  const [same, want] = job(plain);
  kernels.dilate(mask, got, px);
  refDilate(same, want, px);
  assertSameBytes(got, want, `${name} ${width}x${height} by ${px}`);
}

for (const { name, open } of builds) {
  Deno.test(`refine (${name}) equals the oracle, smaller and larger`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      refineEqual(build, shape, 1 + shape.seed * 5 % 31, 1 + shape.seed * 3 % 9);
      refineEqual(build, shape, shape.width, shape.height);
    }
    for (let seed = 0; seed < 12; seed++) {
      const shape = { width: 203, height: 61, color: COLORS[seed % 4], pad: seed % 3, seed };
      refineEqual(build, shape, 41, 13);
    }
  });

  Deno.test(`dilate (${name}) equals the oracle, both ways`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      dilateEqual(build, shape, shape.seed % 2 ? 1 + shape.seed % 5 : -3);
    }
    for (const px of [1, 2, -7, 13]) {
      dilateEqual(
        build,
        { width: 81, height: 37, color: COLORS[0], pad: 3, seed: 2 * px + 301 },
        px,
      );
    }
    const small = { width: 21, height: 9, color: COLORS[0], pad: 0, seed: 2 };
    for (const px of [128, -128]) dilateEqual(build, small, px);
  });
}

/** A guided filter in real numbers, as the papers write it: window 3x3, terms averaged over 3x3, upscaled bilinearly. */
function guided(
  mask: number[][],
  luma: number[][],
  large: number[][],
  epsilon: number,
): number[][] {
  const [height, width] = [mask.length, mask[0].length];
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const mean = (of: (y: number, x: number) => number) => (y: number, x: number): number => {
    let sum = 0;
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) sum += of(clamp(y + j, height - 1), clamp(x + i, width - 1));
    }
    return sum / 9;
  };
  const p = mean((y, x) => mask[y][x]);
  const l = mean((y, x) => luma[y][x]);
  const a = (y: number, x: number): number => {
    const covariance = mean((j, i) => mask[j][i] * luma[j][i])(y, x) - p(y, x) * l(y, x);
    const variance = mean((j, i) => luma[j][i] ** 2)(y, x) - l(y, x) ** 2;
    return covariance / (variance + epsilon);
  };
  const slopes = mean(a);
  const bases = mean((y, x) => p(y, x) - a(y, x) * l(y, x));
  return large.map((row, y) =>
    row.map((value, x) => {
      const at = (terms: (y: number, x: number) => number): number => {
        const v = clamp((y + 0.5) * height / large.length - 0.5, height - 1);
        const u = clamp((x + 0.5) * width / row.length - 0.5, width - 1);
        const [j, i] = [Math.floor(v), Math.floor(u)];
        const [next, right] = [Math.min(j + 1, height - 1), Math.min(i + 1, width - 1)];
        const top = terms(j, i) * (1 - u + i) + terms(j, right) * (u - i);
        const end = terms(next, i) * (1 - u + i) + terms(next, right) * (u - i);
        return top * (1 - v + j) + end * (v - j);
      };
      return clamp(at(slopes) * value + at(bases), 255);
    })
  );
}

Deno.test("refine is a guided filter within 2 steps of real numbers", () => {
  const { arena, kernels } = setup();
  const color = { matrix: "bt709", range: "full" } as const;
  const picture = arena.frame(96, 64, color);
  const mask = arena.plane(24, 16);
  const guide = arena.packed("rgba", { width: 24, height: 16, color });
  const into = arena.plane(96, 64);
  const light = (x: number, y: number): number =>
    Math.round(90 + 60 * Math.tanh((x - 0.5 + 0.2 * Math.sin(5 * y)) * 14) + 20 * Math.sin(9 * y));
  const wanted = (x: number, y: number): number =>
    Math.round(127.5 + 127.5 * Math.tanh((x - 0.5 + 0.15 * Math.sin(5 * y)) * 9));
  const map = (width: number, height: number, at: (x: number, y: number) => number): number[][] =>
    Array.from(
      { length: height },
      (_, y) => Array.from({ length: width }, (_, x) => at((x + 0.5) / width, (y + 0.5) / height)),
    );
  const [small, large, values] = [map(24, 16, light), map(96, 64, light), map(24, 16, wanted)];
  picture.y.data.set(large.flat());
  mask.data.set(values.flat());
  guide.data.set(small.flat().flatMap((value) => [value, value, value, 255]));
  kernels.refine({ mask, guide, before: guide, frame: picture, noise: 0, share: 1, into });
  const should = guided(values, small, large, 20).flat();
  const worst = Math.max(...should.map((value, i) => Math.abs(value - into.data[i])));
  assert.ok(worst <= 2, `off by ${worst}`);
  const inside = should.filter((value) => value > 20 && value < 235).length;
  assert.ok(inside > 200, `only ${inside} pixels say anything`);
});

Deno.test("refine takes a share where nothing moved, all where something did, and all where the mask jumps", () => {
  const { arena, kernels } = setup();
  const [width, height] = [32, 16];
  const color = COLORS[3];
  const picture = arena.frame(width, height, color);
  picture.y.data.fill(100);
  const mask = arena.plane(width, height);
  const into = arena.plane(width, height);
  const size = { width, height, color };
  const [guide, before] = [arena.packed("rgba", size), arena.packed("rgba", size)];
  guide.data.fill(100);
  before.data.fill(100);
  // On the right half the picture was darker.
  for (let y = 0; y < height; y++) before.data.fill(90, (y * width + 16) * 4, (y + 1) * width * 4);
  const run = (from: number, to: number, noise: number): [still: number, moved: number] => {
    into.data.fill(from);
    mask.data.fill(to);
    kernels.refine({ mask, guide, before, frame: picture, noise, share: 0.25, into });
    return [into.data[8 * width + 4], into.data[8 * width + 28]];
  };
  assert.deepEqual(run(100, 104, 0), [101, 104]);
  assert.deepEqual(run(104, 100, 0), [103, 100]);
  assert.deepEqual(run(100, 180, 0), [180, 180]); // a jump is no flicker
  assert.deepEqual(run(100, 104, 1000), [101, 101]); // a difference of 40 is noise, too, if noise is that strong
});

Deno.test("dilate moves an outline by exactly that many pixels, in every direction", () => {
  const { arena, kernels } = setup();
  const [mask, into] = [arena.plane(64, 48), arena.plane(64, 48)];
  mask.data[24 * 64 + 32] = 200;
  kernels.dilate(mask, into, 9);
  const area = into.data.reduce((sum, value) => sum + (value === 200 ? 1 : 0), 0);
  assert.ok(Math.abs(area - Math.PI * 9 * 9) < 6, `a disc of ${area} pixels`);
  assert.equal(into.data[24 * 64 + 41], 200);
  assert.equal(into.data[24 * 64 + 42], 0);
  assert.equal(into.data[(24 - 9) * 64 + 32], 200);
  mask.data.fill(255);
  for (let y = 0; y < 48; y++) mask.data.fill(0, y * 64, y * 64 + 20);
  kernels.dilate(mask, into, -5);
  assert.deepEqual([...into.data.subarray(24, 27)], [0, 255, 255]);
  assert.equal(into.data[63], 255, "the picture's end takes nothing away");
});

Deno.test("refine and dilate refuse what does not fit", () => {
  const { kernels } = setup();
  const arena = new Arena();
  const color = COLORS[0];
  const rgba = (width: number, height: number) => arena.packed("rgba", { width, height, color });
  const job: Refine = {
    mask: arena.plane(16, 8),
    guide: rgba(16, 8),
    before: rgba(16, 8),
    frame: arena.frame(64, 32, color),
    noise: 0,
    share: 0.5,
    into: arena.plane(64, 32),
  };
  const refused = (change: Partial<Refine>, message: RegExp): void => {
    assert.throws(() => kernels.refine({ ...job, ...change }), (error) => {
      assert.ok(error instanceof ScrimError && error.code === "FORMAT");
      assert.match(error.message, message);
      return true;
    });
  };
  kernels.refine(job);
  refused({ guide: rgba(16, 9) }, /a guide is 16x9 rgba, wanted 16x8 rgba$/);
  refused({ before: rgba(15, 8) }, /a guide is 15x8 rgba, wanted 16x8 rgba$/);
  const yuyv = arena.packed("yuyv", { width: 16, height: 8, color });
  refused({ guide: yuyv }, /a guide is 16x8 yuyv, wanted 16x8 rgba$/);
  refused({ into: arena.plane(64, 31) }, /the destination is 64x31, wanted 64x32$/);
  refused({ noise: 1001 }, /the noise is 1001, wanted a variance of 0..1000$/);
  refused({ noise: NaN }, /the noise is NaN/);
  refused({ share: 0 }, /the share is 0, wanted more than 0 and at most 1$/);
  refused({ share: 1.5 }, /the share is 1.5/);
  const wide = { mask: arena.plane(1025, 1024), guide: rgba(1025, 1024), before: rgba(1025, 1024) };
  refused(wide, /the mask is 1025x1024, wanted at most 1048576 pixels$/);
  const [mask, into] = [arena.plane(16, 8), arena.plane(16, 8)];
  for (const px of [0, 1.5, 129, -129, NaN]) {
    assert.throws(() => kernels.dilate(mask, into, px), /wanted a whole number within 128 of 0$/);
  }
  assert.throws(() => kernels.dilate(mask, arena.plane(16, 9), 1), /is 16x9, wanted 16x8$/);
});
