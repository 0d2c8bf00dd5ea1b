import assert from "node:assert/strict";
import { type Arena, type Colorimetry, type FrameSource, type Packed, run } from "../../../mod.ts";
import { openStill } from "../../../core/io/image/still_image.ts";
import { rgbOf, setup, yuvOf } from "../../ffi/real_numbers.ts";
import { MemoryLog } from "../../fakes.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { temporaryFolder } from "../../folders.ts";
import { COLORS } from "../../kernels_ref/builds.ts";
import { FakeClock } from "../../fake_clock.ts";

// Picture files against real numbers, read and written by ffmpeg as plain RGB.

const STEP = 17;
const LEVELS = 256 / STEP + 1 | 0;

/** Every level of luma beside every one of chroma, in steps of 17. Chroma is the same for each two by two pixels. */
function fillPlanes({ data, width, height }: Packed): void {
  const luma = width * height;
  for (let i = 0; i < luma; i++) data[i] = (i % width >> 1) * STEP;
  for (let i = 0; i < luma / 4; i++) {
    const row = Math.floor(i / (width / 2));
    data[luma + i] = row % LEVELS * STEP;
    data[luma + luma / 4 + i] = Math.floor(row / LEVELS) * STEP;
  }
}

const SHAPE = { width: 2 * LEVELS, height: 2 * LEVELS * LEVELS } as const;

function planes(color: Colorimetry) {
  return (arena: Arena): FrameSource => {
    const picture = arena.packed("i420", { ...SHAPE, color });
    fillPlanes(picture);
    let left = 1;
    return {
      info: { description: "all", ...SHAPE, fps: 30, layout: "i420", color, live: false },
      dropped: 0,
      next: () =>
        Promise.resolve(
          left-- > 0 ? { sequence: 0, timestampMs: 0, picture, release: () => {} } : null,
        ),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
}

ffmpegTest("a PNG output is within 1 of real numbers, in all four colorimetries", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/out.png`;
  for (const color of COLORS) {
    await run({ input: planes(color), output: path, log: new MemoryLog() });
    const rgb = await ffmpeg(`-i ${path} -pix_fmt rgb24 -f rawvideo -`);
    assert.equal(rgb.length, SHAPE.width * SHAPE.height * 3);
    for (let i = 0; i < rgb.length / 3; i++) {
      const row = Math.floor(i / SHAPE.width) >> 1;
      const [u, v] = [row % LEVELS * STEP, Math.floor(row / LEVELS) * STEP];
      rgbOf((i % SHAPE.width >> 1) * STEP, u, v, color).forEach((wanted, c) => {
        const off = Math.abs(rgb[3 * i + c] - wanted);
        if (off > 1) assert.fail(`${color.matrix} ${color.range}, pixel ${i}: off by ${off}`);
      });
    }
  }
});

ffmpegTest(
  "a picture as input is within 1 of real numbers, its chroma in the center of four pixels",
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/in.png`;
    // Standard definition is BT.601, high definition BT.709.
    for (const [width, height, matrix] of [[64, 64, "bt601"], [64, 720, "bt709"]] as const) {
      const rgb = new Uint8Array(width * height * 3);
      const colorAt = (x: number, y: number) =>
        [0, 1, 2].map((c) => (37 * (x >> 1) + 91 * (y >> 1) + 53 * c * (x >> 3)) & 255);
      for (let i = 0; i < width * height; i++) {
        rgb.set(colorAt(i % width, Math.floor(i / width)), 3 * i);
      }
      await ffmpeg(`-f rawvideo -pix_fmt rgb24 -s ${width}x${height} -i - ${path}`, rgb);
      const { arena, kernels } = setup();
      const tools = { arena, kernels, clock: new FakeClock({ skips: true }), log: new MemoryLog() };
      await using source = await openStill(path, { live: false, ...tools });
      const color = { matrix, range: "limited", siting: "center" } as const;
      assert.deepEqual(source.info.color, color);
      const { data } = (await source.next(new AbortController().signal))?.picture ?? assert.fail();
      const luma = width * height;
      for (let y = 0; y < height; y += 2) {
        for (let x = 0; x < width; x += 2) {
          const chroma = luma + y / 2 * (width / 2) + x / 2;
          const got = [data[y * width + x], data[chroma], data[chroma + luma / 4]];
          yuvOf(colorAt(x, y), color).forEach((wanted, i) => {
            const off = Math.abs(got[i] - wanted);
            assert.ok(off <= 1, `${matrix} ${x},${y} part ${i}: off by ${off}`);
          });
        }
      }
    }
  },
);
