import type { PixelLayout } from "../../core/media/frame.ts";
import { refCopy, refCopyPacked, refFromRgba, refPack, refUnpack } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  frame,
  packed,
  plain,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";

const YUV: readonly PixelLayout[] = ["yuyv", "uyvy", "nv12", "i420", "grey"];
const ALL: readonly PixelLayout[] = [...YUV, "rgb24", "rgba"];

function describe(build: { name: string }, shape: Shape, layout = ""): string {
  return `${build.name} ${layout} ${shape.width}x${shape.height} pad ${shape.pad}`;
}

for (const { name, open } of builds) {
  Deno.test(`unpack (${name}) equals the oracle for every layout, size and padding`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      for (const layout of YUV) {
        const from = packed(memory, layout, shape);
        const got = frame(memory, shape);
        const want = frame(plain, shape);
        scrambleAll(shape.seed, from);
        scrambleAll(99, got);
        scrambleAll(99, want);
        kernels.unpack(from, got);
        refUnpack(from, want);
        assertSameBytes(got, want, describe(build, shape, layout));
      }
    }
  });

  Deno.test(`pack (${name}) equals the oracle for every layout, size and padding`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      for (const layout of ALL) {
        const from = frame(memory, shape);
        const got = packed(memory, layout, shape);
        const want = packed(plain, layout, shape);
        scrambleAll(shape.seed, from);
        scrambleAll(99, got);
        scrambleAll(99, want);
        kernels.pack(from, got);
        refPack(from, want);
        assertSameBytes(got, want, describe(build, shape, layout));
      }
    }
  });

  Deno.test(`copyPacked (${name}) moves rows between strides and nothing else`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      for (const layout of ALL) {
        const other = { ...shape, pad: 3 + shape.pad * 2 };
        const from = packed(memory, layout, shape);
        const got = packed(memory, layout, other);
        const want = packed(plain, layout, other);
        scrambleAll(shape.seed, from);
        scrambleAll(99, got);
        scrambleAll(99, want);
        kernels.copyPacked(from, got);
        refCopyPacked(from, want);
        assertSameBytes(got, want, describe(build, shape, layout));
      }
    }
  });

  Deno.test(`fromRgba and copy (${name}) equal the oracle for every size and padding`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      const from = packed(memory, "rgba", shape);
      const got = frame(memory, shape);
      const want = frame(plain, shape);
      scrambleAll(shape.seed, from);
      scrambleAll(99, got);
      scrambleAll(99, want);
      kernels.fromRgba(from, got);
      refFromRgba(from, want);
      assertSameBytes(got, want, describe(build, shape, "fromRgba"));
      const other = { ...shape, pad: 3 + shape.pad * 2 };
      const copied = frame(memory, other);
      const wanted = frame(plain, other);
      kernels.copy(got, copied);
      refCopy(want, wanted);
      assertSameBytes(copied, wanted, describe(build, shape, "copy"));
    }
  });
}
