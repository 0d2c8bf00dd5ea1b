import assert from "node:assert/strict";
import type { FrameSource } from "../../core/media/source.ts";
import { deviceTest, type Fake } from "./fake_device.ts";
import { never, openFakeCamera, SIZE, take } from "./fake_opening.ts";
import { decoded, difference, jpeg, lacking } from "./jpeg_samples.ts";
import { turn, until } from "../wait.ts";

const MJPG = 8;

/** A test over the fake device with libturbojpeg. */
function mjpegTest(name: string, run: (fake: Fake) => Promise<void>): void {
  if (lacking === null) deviceTest(name, run, { jpeg: true });
  else Deno.test({ name, ignore: true, fn: () => {} });
}

const open = (fake: Fake, settings = {}): FrameSource =>
  openFakeCamera(fake, { formats: MJPG, ...settings }, { fps: 30 });

const sample = (at = 0) => jpeg(SIZE.width, SIZE.height, { at });

mjpegTest("a Motion JPEG camera gives planar pictures in JPEG's colours", async (fake) => {
  const camera = open(fake);
  const { layout, color, live, width, height } = camera.info;
  assert.deepEqual([layout, live, width, height], ["i420", true, SIZE.width, SIZE.height]);
  assert.deepEqual(color, { matrix: "bt601", range: "full", siting: "center" });
  const data = await sample();
  fake.captureBytes(data, 0);
  const frame = await take(camera);
  const expected = await decoded(data, { ...SIZE, subsampling: "2x2" });
  assert.ok(difference(frame.picture.data, expected).most <= 3);
  frame.release();
  await camera[Symbol.asyncDispose]();
});

mjpegTest(
  "of several pictures the newest is decoded, the others go back as they are",
  async (fake) => {
    const camera = open(fake);
    const newest = await sample(1);
    const rubbish = new Uint8Array(100).fill(1);
    fake.captureBytes(rubbish, 0);
    fake.captureBytes(rubbish, 1);
    fake.captureBytes(newest, 2);
    const frame = await take(camera);
    assert.deepEqual([frame.sequence, camera.dropped], [2, 2]);
    const expected = await decoded(newest, { ...SIZE, subsampling: "2x2" });
    assert.ok(difference(frame.picture.data, expected).most <= 3);
    assert.deepEqual(fake.log.details.filter((line) => line.includes("broken")), []);
    assert.equal(fake.queued, 4, "the driver has all buffers while the picture is lent");
    frame.release();
    await camera[Symbol.asyncDispose]();
  },
);

mjpegTest("broken pictures are counted, said once, never shown", async (fake) => {
  const camera = open(fake);
  const data = await sample();
  const half = data.subarray(0, data.length / 2).slice();
  const next = take(camera);
  for (let sequence = 0; sequence < 5; sequence++) {
    fake.captureBytes(half, sequence);
    await until("a buffer", () => fake.queued === 4);
  }
  fake.captureBytes(data, 5);
  const frame = await next;
  assert.deepEqual([frame.sequence, camera.dropped], [5, 5]);
  assert.equal(
    fake.log.lines.filter((line) => /sends broken pictures \(.+\)/.test(line)).length,
    1,
  );
  frame.release();
  await camera[Symbol.asyncDispose]();
});

mjpegTest("a camera that sends only broken pictures is given up with the reason", async (fake) => {
  const camera = open(fake);
  const givenUp = assert.rejects(camera.next(never), {
    name: "ScrimError",
    message: /only broken pictures for 0\.3 s \(.+\)$/,
  });
  for (let sequence = 0; sequence < 4; sequence++) {
    fake.captureBytes(new Uint8Array(50), sequence);
    await until("a buffer", () => fake.queued === 4);
    fake.clock.time += 100;
  }
  await givenUp;
  await camera[Symbol.asyncDispose]();
});

mjpegTest(
  "a loop that keeps up finds the next picture decoded; a slow one gets the newest",
  async (fake) => {
    const fps = 4;
    const camera = openFakeCamera(fake, { formats: MJPG }, { fps });
    const data = await sample();
    const taking = async (): Promise<number> => {
      const frame = await take(camera);
      frame.release();
      return frame.sequence;
    };
    fake.captureBytes(data, 0);
    assert.equal(await taking(), 0);
    // Asked again at once: from now on the next picture is decoded as soon as it comes.
    fake.captureBytes(data, 1);
    assert.equal(await taking(), 1);
    fake.captureBytes(data, 2);
    await until("a buffer", () => fake.queued === 4);
    assert.equal(await taking(), 2, "it was decoded before anybody asked");
    fake.captureBytes(data, 3);
    // Now the loop is slow: from its next frame on nothing is decoded until it asks, and then only the newest.
    fake.clock.time += 1000 / fps;
    assert.equal(await taking(), 3);
    fake.captureBytes(data, 4);
    fake.captureBytes(data, 5);
    for (let i = 0; i < 10; i++) await turn();
    assert.equal(fake.queued, 2, "nobody took a picture meanwhile");
    assert.equal(await taking(), 5);
    assert.equal(camera.dropped, 1);
    await camera[Symbol.asyncDispose]();
  },
);

mjpegTest("closing and stopping in the middle of it all leaves nothing behind", async (fake) => {
  const data = await jpeg(640, 480);
  for (let round = 0; round < 20; round++) {
    const size = { width: 640, height: 480, fps: 30 };
    const camera = openFakeCamera(fake, { formats: MJPG }, size);
    const stopper = new AbortController();
    fake.captureBytes(data, 0);
    (await take(camera)).release();
    fake.captureBytes(data, 1);
    const next = camera.next(stopper.signal).catch((error) => error);
    if (round % 2) stopper.abort(new Error("enough"));
    for (let i = 0; i < round % 6; i++) await turn();
    const closed = camera[Symbol.asyncDispose]();
    await next;
    await closed;
    await camera[Symbol.asyncDispose]();
    assert.equal(await camera.next(never), null);
  }
});

mjpegTest("JPEG is taken for what the other formats do not reach", async (fake) => {
  const both = open(fake, { formats: MJPG + 1, maxWidth: 0 });
  assert.equal(both.info.layout, "yuyv");
  await both[Symbol.asyncDispose]();
  const large = open(fake, { formats: MJPG + 1, rawMaxWidth: 32 });
  assert.deepEqual([large.info.layout, large.info.width], ["i420", SIZE.width]);
  await large[Symbol.asyncDispose]();
});

mjpegTest("--input-format mjpeg takes JPEG where raw pictures would be cheaper", async (fake) => {
  const raw = open(fake, { formats: 1 + MJPG });
  assert.equal(raw.info.layout, "yuyv");
  await raw[Symbol.asyncDispose]();
  const asked = openFakeCamera(fake, { formats: 1 + MJPG }, { format: "mjpeg" });
  assert.equal(asked.info.layout, "i420");
  await asked[Symbol.asyncDispose]();
  assert.ok(fake.requests().some((line) => /^S_FMT .*MJPG$/.test(line)));
});
