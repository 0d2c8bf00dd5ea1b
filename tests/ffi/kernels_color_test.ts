import assert from "node:assert/strict";
import type { Packed, PixelLayout, Plane } from "../../core/media/frame.ts";
import { COLORS, scramble } from "../kernels_ref/builds.ts";
import { ffmpegTest } from "../ffmpeg.ts";
import { convert } from "./convert.ts";
import { rgbOf, setup, yuvOf } from "./real_numbers.ts";

// The oracle says what the kernels compute. This file says whether that is right: real numbers and ffmpeg.

Deno.test("pack to rgb24 and rgba is within 1 of real numbers over luma and chroma, in all four colorimetries", () => {
  const { arena, kernels } = setup();
  for (const color of COLORS) {
    const frame = arena.frame(512, 2, color);
    const into = arena.packed("rgb24", frame);
    const withAlpha = arena.packed("rgba", frame);
    for (let v = 0; v < 256; v += 15) {
      for (let luma = 0; luma < 256; luma += 3) {
        frame.y.data.fill(luma);
        frame.u.data.forEach((_, i) => frame.u.data[i] = i);
        frame.v.data.fill(v);
        kernels.pack(frame, into);
        kernels.pack(frame, withAlpha);
        for (let u = 0; u < 256; u++) {
          const wanted = rgbOf(luma, u, v, color);
          for (let c = 0; c < 3; c++) {
            const off = Math.abs(into.data[6 * u + c] - wanted[c]);
            assert.ok(off <= 1, `${luma} ${u} ${v} channel ${c} is off by ${off}`);
            const other = Math.abs(withAlpha.data[8 * u + c] - wanted[c]);
            assert.ok(other <= 1, `${luma} ${u} ${v} channel ${c} of rgba is off by ${other}`);
          }
          assert.equal(withAlpha.data[8 * u + 3], 255);
        }
      }
    }
  }
});

Deno.test("fromRgba is within 1 of real numbers, and grey has no chroma", () => {
  const { arena, kernels } = setup();
  for (const color of COLORS) {
    const size = { width: 2, height: 2, color };
    const picture = arena.packed("rgba", size);
    const frame = arena.frame(2, 2, color);
    for (let r = 0; r < 256; r += 15) {
      for (let g = 0; g < 256; g += 15) {
        for (let b = 0; b < 256; b += 15) {
          for (let i = 0; i < 4; i++) picture.data.set([r, g, b, 7], 4 * i);
          kernels.fromRgba(picture, frame);
          const got = [frame.y.data[0], frame.u.data[0], frame.v.data[0]];
          yuvOf([r, g, b], color).forEach((wanted, c) => {
            assert.ok(Math.abs(got[c] - wanted) <= 1, `${r} ${g} ${b}: ${got}, wanted ${wanted}`);
          });
          if (r === g && g === b) assert.deepEqual(got.slice(1), [128, 128]);
        }
      }
    }
  }
});

Deno.test("sample at the frame's own size is within 1 of real numbers, in all four colorimetries", () => {
  const { arena, kernels } = setup();
  for (const color of COLORS) {
    const frame = arena.frame(256, 2, color);
    const into = arena.packed("rgba", frame);
    frame.y.data.forEach((_, i) => frame.y.data[i] = i);
    for (let v = 0; v < 256; v += 15) {
      for (let u = 0; u < 256; u += 3) {
        // Chroma of one value: interpolating it is tested where sizes differ.
        frame.u.data.fill(u);
        frame.v.data.fill(v);
        kernels.sample(frame, into);
        for (let luma = 0; luma < 256; luma++) {
          const wanted = rgbOf(luma, u, v, color);
          for (let c = 0; c < 3; c++) {
            const off = Math.abs(into.data[4 * luma + c] - wanted[c]);
            if (off > 1) assert.fail(`${luma} ${u} ${v} channel ${c} is off by ${off}`);
          }
        }
      }
    }
  }
});

const LAYOUTS: readonly [PixelLayout, string][] = [
  ["yuyv", "yuyv422"],
  ["uyvy", "uyvy422"],
  ["nv12", "nv12"],
  ["i420", "yuv420p"],
];

/** A smooth picture with edges, in any layout. */
function fillSmooth(picture: Packed): void {
  const { data, stride } = picture;
  for (let y = 0; y < data.length / stride; y++) {
    for (let x = 0; x < stride; x++) {
      data[y * stride + x] = 128 + 60 * Math.sin(x / 37 + y / 23) + ((x >> 6) + (y >> 4)) % 3 * 20;
    }
  }
}

ffmpegTest(
  "unpack gives the bytes that ffmpeg gives for nv12 and i420, and its luma for 4:2:2",
  async () => {
    const { arena, kernels } = setup();
    const size = { width: 320, height: 180, color: COLORS[0] };
    for (const [layout, name] of LAYOUTS) {
      const picture = arena.packed(layout, size);
      const frame = arena.frame(size.width, size.height, size.color);
      fillSmooth(picture);
      kernels.unpack(picture, frame);
      const wanted = await convert(picture.data, { ...size, from: name, to: "yuv420p" });
      const luma = size.width * size.height;
      assert.deepEqual([...frame.y.data], [...wanted.subarray(0, luma)], layout);
      const chroma = [...frame.u.data, ...frame.v.data];
      // ffmpeg halves 4:2:2 chroma by its scaler, with taps of its own: the same to a level or two.
      const most = layout === "yuyv" || layout === "uyvy" ? 2 : 0;
      chroma.forEach((value, i) => {
        const off = Math.abs(value - wanted[luma + i]);
        assert.ok(off <= most, `${layout} chroma ${i}: ${value}, ffmpeg ${wanted[luma + i]}`);
      });
    }
  },
);

ffmpegTest("pack gives the bytes that ffmpeg reads back as the same planes", async () => {
  const { arena, kernels } = setup();
  const size = { width: 320, height: 180, color: COLORS[0] };
  const frame = arena.frame(size.width, size.height, size.color);
  scramble(frame.y.data, 1);
  scramble(frame.u.data, 3);
  scramble(frame.v.data, 4);
  for (const [layout, name] of LAYOUTS) {
    const into = arena.packed(layout, size);
    kernels.pack(frame, into);
    const packed422 = layout === "yuyv" || layout === "uyvy";
    const to = packed422 ? "yuv422p" : "yuv420p";
    const planes = await convert(into.data, { ...size, from: name, to });
    const luma = size.width * size.height;
    assert.deepEqual([...planes.subarray(0, luma)], [...frame.y.data], layout);
    const half = size.width / 2;
    const rows = packed422 ? size.height : size.height / 2;
    const repeat = packed422 ? 2 : 1;
    for (let y = 0; y < rows; y++) {
      const from = Math.floor(y / repeat) * half;
      const u = planes.subarray(luma + y * half, luma + (y + 1) * half);
      const v = planes.subarray(luma + (rows + y) * half, luma + (rows + y + 1) * half);
      assert.deepEqual([...u], [...frame.u.data.subarray(from, from + half)], layout);
      assert.deepEqual([...v], [...frame.v.data.subarray(from, from + half)], layout);
    }
  }
});

ffmpegTest(
  "pack to rgb24 agrees with ffmpeg within 3, which is how far ffmpeg is from real numbers",
  async () => {
    const { arena, kernels } = setup();
    const size = { width: 320, height: 180, color: COLORS[0] };
    const frame = arena.frame(size.width, size.height, size.color);
    const smooth = (plane: Plane, low: number, high: number) =>
      plane.data.forEach((_, i) => {
        const x = i % plane.width / plane.width;
        const y = Math.floor(i / plane.width) / plane.height;
        plane.data[i] = low + (high - low) * (0.5 + 0.5 * Math.sin(5 * x + 3 * y + low));
      });
    smooth(frame.y, 40, 200);
    smooth(frame.u, 100, 150);
    smooth(frame.v, 110, 160);
    const into = arena.packed("rgb24", size);
    kernels.pack(frame, into);
    const bytes = new Uint8Array([...frame.y.data, ...frame.u.data, ...frame.v.data]);
    const wanted = await convert(bytes, { ...size, from: "yuv420p", to: "rgb24" });
    let worst = 0;
    into.data.forEach((value, i) => worst = Math.max(worst, Math.abs(value - wanted[i])));
    assert.ok(worst <= 3, `off by ${worst}`);
  },
);
