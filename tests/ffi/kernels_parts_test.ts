import assert from "node:assert/strict";
import { ScrimError } from "../../core/base/errors.ts";
import type { PixelLayout } from "../../core/media/frame.ts";
import type { PixelRect } from "../../core/media/kernels.ts";
import { refUnpack, refUnpackLuma } from "../kernels_ref.ts";
import {
  assertSameBytes,
  builds,
  COLORS,
  frame,
  packed,
  plain,
  plane,
  scramble,
  scrambleAll,
  type Shape,
  shapes,
} from "../kernels_ref/builds.ts";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { setup } from "./real_numbers.ts";

const YUV: readonly PixelLayout[] = ["yuyv", "uyvy", "nv12", "i420", "grey"];

/** A part of a picture of this shape: somewhere inside, or (its size may be odd then) up to the right and lower border. */
function cropOf({ width, height, seed }: Shape, toBorder: boolean): PixelRect | null {
  const x = 2 * Math.floor((seed * 7) % width / 2);
  const y = 2 * Math.floor((seed * 5) % height / 2);
  if (toBorder) return { x, y, width: width - x, height: height - y };
  const inside = { x, y, width: (width - x) & ~1, height: (height - y) & ~1 };
  if (inside.width > 2) inside.width -= 2;
  return inside.width > 0 && inside.height > 0 ? inside : null;
}

for (const { name, open } of builds) {
  Deno.test(`unpack (${name}) of a part equals the oracle for every layout, size and padding`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      for (const toBorder of [false, true]) {
        const crop = cropOf(shape, toBorder);
        if (!crop) continue;
        for (const layout of YUV) {
          const from = packed(memory, layout, shape);
          const into = { ...shape, width: crop.width, height: crop.height };
          const got = frame(memory, into);
          const want = frame(plain, into);
          scrambleAll(shape.seed, from);
          scrambleAll(99, got);
          scrambleAll(99, want);
          kernels.unpack(from, got, crop);
          refUnpack(from, want, crop);
          assertSameBytes(
            got,
            want,
            `${name} ${layout} ${JSON.stringify(crop)} of ${shape.width}x${shape.height}`,
          );
        }
      }
    }
  });

  Deno.test(`unpackLuma (${name}) equals the oracle, of the whole and of a part`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    for (const shape of shapes()) {
      const whole = { x: 0, y: 0, width: shape.width, height: shape.height };
      for (const crop of [undefined, cropOf(shape, false), cropOf(shape, true)]) {
        if (crop === null) continue;
        const { width, height } = crop ?? whole;
        for (const layout of YUV) {
          const from = packed(memory, layout, shape);
          const got = plane(memory, width, height, shape.pad);
          const want = plane(plain, width, height, shape.pad);
          scrambleAll(shape.seed, from);
          scrambleAll(99, got);
          scrambleAll(99, want);
          kernels.unpackLuma(from, got, crop);
          refUnpackLuma(from, want, crop);
          assertSameBytes(got, want, `${name} ${layout} ${width}x${height} of ${shape.width}`);
        }
      }
    }
  });

  Deno.test(`counters (${name}) tell of a part what lies in it, of luma two bytes a pixel in yuyv`, async () => {
    using build = await open();
    const { kernels, memory } = build;
    const shape = { width: 64, height: 36, color: COLORS[1], pad: 6 };
    const crop = { x: 8, y: 4, width: 20, height: 10 };
    const part = frame(memory, { ...shape, width: 20, height: 10 });
    const luma = plane(memory, 64, 36, 0);
    const small = plane(memory, 20, 10, 0);
    const seen = (work: () => void): number[] => {
      const before = { ...kernels.counters };
      work();
      const { calls, bytesRead, bytesWritten, bytesCopied } = kernels.counters;
      assert.equal(calls, before.calls + 1);
      return [
        bytesRead - before.bytesRead,
        bytesWritten - before.bytesWritten,
        bytesCopied - before.bytesCopied,
      ];
    };
    const wanted: [PixelLayout, number[], number[], number[]][] = [
      ["yuyv", [400, 300, 0], [2 * 64 * 36, 64 * 36, 0], [400, 200, 0]],
      ["uyvy", [400, 300, 0], [2 * 64 * 36, 64 * 36, 0], [400, 200, 0]],
      ["nv12", [300, 300, 0], [64 * 36, 64 * 36, 64 * 36], [200, 200, 200]],
      ["i420", [300, 300, 300], [64 * 36, 64 * 36, 64 * 36], [200, 200, 200]],
      ["grey", [200, 300, 200], [64 * 36, 64 * 36, 64 * 36], [200, 200, 200]],
    ];
    for (const [layout, cropped, whole, lumaOfPart] of wanted) {
      const picture = packed(memory, layout, shape);
      assert.deepEqual(seen(() => kernels.unpack(picture, part, crop)), cropped, layout);
      assert.deepEqual(seen(() => kernels.unpackLuma(picture, luma)), whole, layout);
      assert.deepEqual(seen(() => kernels.unpackLuma(picture, small, crop)), lumaOfPart, layout);
    }
  });
}

function refused(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ScrimError, String(error));
    assert.equal(error.code, "FORMAT");
    assert.match(error.message, message);
    return true;
  };
}

Deno.test("unpack and unpackLuma refuse a part that is not inside, or not between chroma pixels", () => {
  const { arena, kernels } = setup();
  const yuyv = arena.packed("yuyv", { width: 63, height: 35, color: COLORS[0] });
  const wrong: [number, number, number, number][] = [
    [1, 0, 8, 8],
    [0, 3, 8, 8],
    [0.5, 0, 8, 8],
    [-2, 0, 8, 8],
    [0, -2, 8, 8],
    [56, 0, 8, 8],
    [0, 28, 8, 8],
    [0, 0, 7, 8],
    [0, 0, 8, 7],
    [0, 0, 0, 8],
    [0, 0, 8, NaN],
    [Infinity, 0, 8, 8],
  ];
  for (const [x, y, width, height] of wrong) {
    const crop = { x, y, width, height };
    const into = arena.frame(8, 8, COLORS[0]);
    const message = /^Cannot unpack.*: the crop is .* at .*, wanted even numbers inside 63x35/;
    assert.throws(() => kernels.unpack(yuyv, into, crop), refused(message), JSON.stringify(crop));
    assert.throws(() => kernels.unpackLuma(yuyv, into.y, crop), refused(message));
  }
  const border = { x: 56, y: 30, width: 7, height: 5 };
  kernels.unpack(yuyv, arena.frame(7, 5, COLORS[0]), border);
  const other = arena.frame(8, 6, COLORS[0]);
  const size = /^Cannot unpack.*: the destination is 8x6, wanted 7x5$/;
  assert.throws(() => kernels.unpack(yuyv, other, border), refused(size));
  assert.throws(() => kernels.unpackLuma(yuyv, other.y, border), refused(size));
  const rgba = arena.packed("rgba", { width: 8, height: 6, color: COLORS[0] });
  assert.throws(
    () => kernels.unpackLuma(rgba, other.y),
    refused(/is rgba, wanted yuyv, uyvy, nv12, i420 or grey$/),
  );
});

const NAMES = { yuyv: "yuyv422", uyvy: "uyvy422", nv12: "nv12", i420: "yuv420p" } as const;

ffmpegTest("unpack of a part gives the planes of what ffmpeg crops, for every layout", async () => {
  const { arena, kernels } = setup();
  const size = { width: 60, height: 34, color: COLORS[0] };
  const crop = { x: 14, y: 6, width: 22, height: 18 };
  const into = arena.frame(crop.width, crop.height, size.color);
  const luma = arena.plane(crop.width, crop.height);
  const pixels = crop.width * crop.height;
  for (const layout of ["yuyv", "uyvy", "nv12", "i420"] as const) {
    const picture = arena.packed(layout, size);
    scramble(picture.data, 4);
    kernels.unpack(picture, into, crop);
    kernels.unpackLuma(picture, luma, crop);
    const everyRow = layout === "yuyv" || layout === "uyvy";
    // ffmpeg takes the bytes apart without a scaler's arithmetic: 4:2:2 stays 4:2:2.
    const planes = await ffmpeg(
      `-f rawvideo -pix_fmt ${NAMES[layout]} -s 60x34 -i - -vf crop=22:18:14:6 ` +
        `-f rawvideo -pix_fmt ${everyRow ? "yuv422p" : "yuv420p"} -`,
      picture.data,
    );
    assert.deepEqual([...into.y.data], [...planes.subarray(0, pixels)], layout);
    assert.deepEqual([...luma.data], [...planes.subarray(0, pixels)], layout);
    const rows = everyRow ? 18 : 9;
    const below = everyRow ? 11 : 0;
    for (const [i, chroma] of [into.u, into.v].entries()) {
      const start = pixels + i * 11 * rows;
      chroma.data.forEach((value, at) => {
        const x = at % 11;
        const from = start + Math.floor(at / 11) * (everyRow ? 22 : 11) + x;
        assert.equal(value, (planes[from] + planes[from + below] + 1) >> 1, `${layout} ${i} ${at}`);
      });
    }
  }
});
