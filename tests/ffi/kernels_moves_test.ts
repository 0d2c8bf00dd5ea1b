import assert from "node:assert/strict";
import { ScrimError } from "../../core/base/errors.ts";
import type { Affine } from "../../core/media/kernels.ts";
import { refUpscaleLabels, refWarp } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  type Memory,
  plain,
  plane,
  randomOf,
  scramble,
  scrambleAll,
  shapes,
} from "../kernels_ref/builds.ts";
import { setup } from "./real_numbers.ts";

const IDENTITY: Affine = [1, 0, 0, 0, 1, 0];
const MIRROR: Affine = [-1, 0, 1, 0, 1, 0];

function filled(
  memory: Memory,
  size: { width: number; height: number; pad: number; seed: number },
) {
  const made = plane(memory, size.width, size.height, size.pad);
  scramble(made.data, size.seed);
  return made;
}

/** Maps of every kind: exact ones, turned ones, far away, shrunk to a point, upscaled a hundredfold. */
function mapsOf(seed: number): Affine[] {
  const random = randomOf(seed);
  const any = (most: number) => (random() % 20001 / 10000 - 1) * most;
  const turn = any(Math.PI);
  return [
    IDENTITY,
    MIRROR,
    [1, 0, any(0.3), 0, 1, any(0.3)],
    [Math.cos(turn), -Math.sin(turn), any(1), Math.sin(turn), Math.cos(turn), any(1)],
    [any(3), any(3), any(2), any(3), any(3), any(2)],
    [0, 0, 0.4, 0, 0, 0.6],
    [0.01, 0, 0.5, 0, 0.01, 0.5],
    [1000, -1000, any(1000), any(1000), 1000, 1000],
  ];
}

for (const { name, open } of builds) {
  Deno.test(`upscaleLabels (${name}) equals the oracle, larger and smaller`, async () => {
    using build = await open();
    for (const { width, height, pad, seed } of shapes()) {
      for (const [w, h] of [[1 + (seed * 11) % 71, 1 + seed % 9], [width, height], [1, 1]]) {
        const from = { width: w, height: h, pad: seed % 3, seed };
        const got = plane(build.memory, width, height, pad);
        const want = plane(plain, width, height, pad);
        build.kernels.upscaleLabels(filled(build.memory, from), got);
        refUpscaleLabels(filled(plain, from), want);
        assertSameBytes(got, want, `${name} ${w}x${h} to ${width}x${height}`);
      }
    }
    for (const [from, to] of [[16384, 3], [3, 16384], [16383, 16384], [16384, 16383]]) {
      const got = plane(build.memory, to, 2, 0);
      const want = plane(plain, to, 2, 0);
      build.kernels.upscaleLabels(
        filled(build.memory, { width: from, height: 1, pad: 0, seed: 1 }),
        got,
      );
      refUpscaleLabels(filled(plain, { width: from, height: 1, pad: 0, seed: 1 }), want);
      assertSameBytes(got, want, `${name} ${from} to ${to}`);
    }
  });

  Deno.test(`warp (${name}) equals the oracle for maps of every kind, bilinear and nearest`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      const { width, height, pad, seed } = shape;
      const from = filled(build.memory, { ...shape, pad: pad + 1 });
      const same = filled(plain, { ...shape, pad: pad + 1 });
      for (const moved of mapsOf(seed)) {
        for (const labels of [false, true]) {
          const got = plane(build.memory, width, height, pad);
          const want = plane(plain, width, height, pad);
          scrambleAll(99, got, want);
          build.kernels.warp(from, got, { moved, labels });
          refWarp(same, want, { moved, labels });
          assertSameBytes(got, want, `${name} ${width}x${height} by ${moved}, labels ${labels}`);
        }
      }
    }
  });

  Deno.test(`warp (${name}) by a mirror gives every byte at its mirrored place, by identity where it was`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      const from = filled(build.memory, shape);
      const got = plane(build.memory, shape.width, shape.height, 0);
      const row = (y: number) => [
        ...from.data.subarray(y * from.stride, y * from.stride + shape.width),
      ];
      const wanted = (edit: (row: number[]) => number[]) =>
        Array.from({ length: shape.height }, (_, y) => edit(row(y))).flat();
      for (const labels of [false, true]) {
        build.kernels.warp(from, got, { moved: MIRROR, labels });
        assert.deepEqual([...got.data], wanted((bytes) => bytes.toReversed()));
        build.kernels.warp(from, got, { moved: IDENTITY, labels });
        assert.deepEqual([...got.data], wanted((bytes) => bytes));
      }
    }
  });
}

Deno.test("warp refuses another size and a map that is not six numbers near 0; labels too", () => {
  const { arena, kernels } = setup();
  const from = arena.plane(8, 4);
  const into = arena.plane(8, 4);
  const refused = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof ScrimError && error.code === "FORMAT", String(error));
    assert.match(error.message, message);
    return true;
  };
  assert.throws(
    () => kernels.warp(from, arena.plane(8, 5), { moved: IDENTITY, labels: false }),
    refused(/^Cannot warp: the destination is 8x5, wanted 8x4$/),
  );
  for (const wrong of [NaN, Infinity, -Infinity, 1001, -1001]) {
    for (let i = 0; i < 6; i++) {
      const moved = IDENTITY.map((value, at) => at === i ? wrong : value) as unknown as Affine;
      const message = /^Cannot warp: the map is .*, wanted numbers within 1000 of 0$/;
      assert.throws(() => kernels.warp(from, into, { moved, labels: false }), refused(message));
      assert.throws(() => kernels.warp(from, into, { moved, labels: true }), refused(message));
    }
  }
  const short = { ...into, data: into.data.subarray(1) };
  assert.throws(
    () => kernels.upscaleLabels(from, short),
    refused(/^Cannot upscale labels: the destination is 8x4, stride 8, in 31 bytes/),
  );
});

Deno.test("counters tell of labels and of a moved plane each byte in and out, and none only moved", () => {
  const { arena, kernels } = setup();
  const small = arena.plane(8, 4);
  const large = arena.plane(64, 36);
  const other = arena.plane(64, 36);
  kernels.upscaleLabels(small, large);
  assert.deepEqual({ ...kernels.counters }, {
    calls: 1,
    bytesRead: 32,
    bytesWritten: 64 * 36,
    bytesCopied: 0,
  });
  kernels.warp(large, other, { moved: MIRROR, labels: true });
  assert.deepEqual({ ...kernels.counters }, {
    calls: 2,
    bytesRead: 32 + 64 * 36,
    bytesWritten: 2 * 64 * 36,
    bytesCopied: 0,
  });
});
