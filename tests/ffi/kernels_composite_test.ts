import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import { packedView, type PixelLayout } from "../../core/media/frame.ts";
import type { Composite } from "../../core/media/kernels.ts";
import { openNativeKernels } from "../../ffi/kernels.ts";
import { refComposite } from "../kernels_ref.ts";
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
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";

const LAYOUTS: readonly PixelLayout[] = ["yuyv", "i420", "rgb24"];

/** A job over random bytes, the same in every memory, and bytes for the result. */
function jobIn(memory: Memory, shape: Shape, layout: PixelLayout, kind: number) {
  const { width, height, seed } = shape;
  const small = {
    ...shape,
    width: kind === 0 ? width : 1 + (seed * 3) % width,
    height: kind === 0 ? height : 1 + (seed * 5) % height,
  };
  const foreground = frame(memory, shape);
  const background = frame(memory, small);
  const mask = plane(memory, 1 + (seed * 7) % (width + 3), 1 + (seed * 3) % height, seed % 4);
  const into = packed(memory, layout, { ...shape, pad: (seed * 3 + kind) % 7 });
  scrambleAll(seed, foreground);
  scrambleAll(seed + 1, background, mask);
  scrambleAll(99, into);
  const size = { width: Math.ceil(width / 8), height: 3 * Math.ceil(height / 8) };
  const spill = seed % 2 ? plane(memory, size.width, size.height, seed % 3) : undefined;
  if (spill) scrambleAll(seed + 2, spill);
  const edge = seed % 3 ? { low: seed, high: seed + 1 + seed * 13 % (255 - seed) } : undefined;
  return { foreground, background, mask, edge, spill, into };
}

/** The same picture as a frame that is packed afterwards. */
function inTwoSteps({ kernels, memory }: BuildUnderTest, job: Composite, shape: Shape) {
  if (!("layout" in job.into)) throw new Error("wanted bytes");
  const finished = frame(memory, shape);
  const into = { ...job.into, data: memory(job.into.data.length) };
  scrambleAll(99, into);
  kernels.composite({ ...job, into: finished });
  kernels.pack(finished, into);
  return into;
}

for (const { name, open } of builds) {
  Deno.test(`composite (${name}) into bytes equals the oracle, and composite into a frame that is packed`, async () => {
    using build = await open();
    for (const shape of shapes()) {
      const width = Math.min(shape.width, 259);
      for (const layout of LAYOUTS) {
        for (const kind of [0, 1]) {
          const seed = shape.seed % 100;
          const got = jobIn(build.memory, { ...shape, width, seed }, layout, kind);
          const want = jobIn(plain, { ...shape, width, seed }, layout, kind);
          build.kernels.composite(got);
          refComposite(want);
          const text = `${name} ${layout} ${width}x${shape.height} kind ${kind}`;
          assertSameBytes(got.into, want.into, text);
          const steps = inTwoSteps(build, got, { ...shape, width, seed });
          assertSameBytes(got.into, steps, `${text} in two steps`);
        }
      }
    }
  });

  Deno.test(`counters (${name}) tell of composite into bytes the bytes without padding, and none that only moved`, async () => {
    using build = await open();
    const { kernels } = build;
    const shape = { width: 65, height: 37, color: COLORS[1], pad: 3, seed: 4 };
    const read = 2 * (65 * 37 + 2 * 33 * 19);
    for (const [layout, written] of [["yuyv", 132 * 37], ["i420", read / 2], ["rgb24", 195 * 37]]) {
      const job = jobIn(build.memory, shape, layout as PixelLayout, 0);
      const before = { ...kernels.counters };
      kernels.composite(job);
      const mask = job.mask.width * job.mask.height;
      assert.deepEqual(kernels.counters, {
        calls: before.calls + 1,
        bytesRead: before.bytesRead + read + mask,
        bytesWritten: before.bytesWritten + Number(written),
        bytesCopied: before.bytesCopied,
      });
    }
  });
}

Deno.test("composite refuses bytes of another size, other colours, another layout or too few", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const memory: Memory = (length) => arena.bytes(length);
  const shape = { width: 64, height: 36, color: COLORS[1], pad: 0, seed: 1 };
  const job = { ...jobIn(memory, shape, "yuyv", 0), into: packed(memory, "yuyv", shape) };
  const refused = (into: Composite["into"], message: RegExp): void => {
    assert.throws(() => kernels.composite({ ...job, into }), (error) => {
      assert.ok(error instanceof ScrimError && error.code === "FORMAT");
      assert.match(error.message, message);
      return true;
    });
  };
  kernels.composite(job);
  refused(packed(memory, "yuyv", { ...shape, width: 62 }), /is 62x36, wanted 64x36$/);
  refused(
    packed(memory, "yuyv", { ...shape, color: COLORS[0] }),
    /colours are .*, wanted the same$/,
  );
  refused(
    packed(memory, "i420", { ...shape, color: COLORS[3] }),
    /colours are .*, wanted the same$/,
  );
  refused({ ...job.into, data: job.into.data.subarray(1) }, /in 4607 bytes; wanted .*4608 bytes$/);
  for (const layout of ["uyvy", "nv12", "grey", "rgba"] as const) {
    const wanted = new RegExp(`^Cannot composite: the destination is ${layout}, wanted yuyv, i420`);
    refused(packed(memory, layout, shape), wanted);
  }
});

Deno.test("composite writes a virtual camera's bytes in place: plain memory, a part of a larger buffer", () => {
  const arena = new Arena();
  const kernels = openNativeKernels(arena);
  const shape = { width: 64, height: 36, color: COLORS[1], pad: 0, seed: 1 };
  const job = jobIn((length) => arena.bytes(length), shape, "yuyv", 0);
  const buffer = new Uint8Array(6000);
  const data = buffer.subarray(100, 100 + 2 * 64 * 36);
  job.foreground.y.data.fill(7);
  job.mask.data.fill(255);
  kernels.composite({ ...job, into: packedView(data, { layout: "yuyv", ...shape, stride: 128 }) });
  assert.ok(data.every((value, i) => i % 2 === 1 || value === 7));
  assert.ok(buffer.subarray(0, 100).every((value) => value === 0));
  assert.ok(buffer.subarray(100 + data.length).every((value) => value === 0));
});
