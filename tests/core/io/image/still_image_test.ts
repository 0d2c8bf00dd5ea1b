import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import type { Frame, Packed } from "../../../../core/media/frame.ts";
import { openStill } from "../../../../core/io/image/still_image.ts";
import { MemoryLog } from "../../../fakes.ts";
import { FakeClock } from "../../../fake_clock.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { temporaryFolder } from "../../../folders.ts";

const signal = new AbortController().signal;

/** Puts red into luma, green into U, blue into V, of the pixel at the upper left. */
const kernels = {
  pictures: [] as Packed[],
  fromRgba(picture: Packed, into: Frame): void {
    kernels.pictures.push(picture);
    for (let i = 0; i < into.y.data.length; i++) into.y.data[i] = picture.data[4 * i];
    into.u.data.fill(picture.data[1]);
    into.v.data.fill(picture.data[2]);
  },
};

async function red(path: string, size: string): Promise<string> {
  await ffmpeg(`-f lavfi -i color=red:size=${size} -frames:v 1 -pix_fmt rgb24 ${path}`);
  return path;
}

ffmpegTest(
  "openStill gives the picture again and again, in the arena, its size made even, and says so",
  async () => {
    await using folder = await temporaryFolder();
    const path = await red(`${folder.path}/red.png`, "34x20");
    await ffmpeg(`-i ${path} -vf crop=33:19:0:0:exact=1 ${folder.path}/odd.png`);
    const arena = new Arena();
    const clock = new FakeClock({ skips: true });
    const log = new MemoryLog();
    const odd = `${folder.path}/odd.png`;
    await using source = await openStill(odd, { live: false, arena, clock, kernels, log });
    assert.deepEqual(log.lines, [`info "${odd}" is 33x19, taken as 32x18: sizes are even`]);
    const { width, height, layout, fps, live } = source.info;
    assert.deepEqual({ width, height, layout, fps, live }, {
      width: 32,
      height: 18,
      layout: "i420",
      fps: 30,
      live: false,
    });
    for (let number = 0; number < 3; number++) {
      const frame = await source.next(signal);
      assert.ok(frame);
      assert.equal(frame.sequence, number);
      assert.equal(frame.picture.data.buffer, arena.memory.buffer);
      assert.equal(frame.picture.data.length, 32 * 18 * 3 / 2);
      assert.ok(frame.picture.data.subarray(0, 32 * 18).every((value) => value >= 253));
      frame.release();
    }
    const asked = kernels.pictures.at(-1);
    assert.deepEqual([asked?.layout, asked?.color.range], ["rgba", "full"]);
  },
);

ffmpegTest("openStill covers the size asked for, and paces live frames", async () => {
  await using folder = await temporaryFolder();
  const path = await red(`${folder.path}/red.jpg`, "64x64");
  const clock = new FakeClock({ skips: true });
  await using source = await openStill(path, {
    size: { width: 80, height: 45 },
    fps: 20,
    live: true,
    arena: new Arena(),
    clock,
    kernels,
    log: new MemoryLog(),
  });
  assert.deepEqual([source.info.width, source.info.height], [80, 45]);
  const numbers: number[] = [];
  for (const wait of [0, 0, 170]) {
    clock.time += wait;
    const frame = await source.next(signal);
    assert.ok(frame);
    numbers.push(frame.sequence, frame.timestampMs - 1000);
    frame.release();
  }
  assert.deepEqual(numbers, [0, 0, 1, 50, 4, 220]);
  assert.equal(source.dropped, 2);
});

Deno.test("openStill refuses what decodeImage refuses", async () => {
  const request = {
    live: true,
    arena: new Arena(),
    clock: new FakeClock({ skips: true }),
    kernels,
    log: new MemoryLog(),
  };
  await assert.rejects(
    openStill("/nowhere.png", request),
    /Cannot open "\/nowhere\.png": no such file/,
  );
});
