import assert from "node:assert/strict";
import type { Captured, FrameSource } from "../../core/ports.ts";
import { ScrimError } from "../../core/errors.ts";
import { openCamera } from "../../ffi/v4l2_camera.ts";
import { clock, deviceTest, type Fake, REFUSE, type Settings } from "./fake_device.ts";

const PATH = "/dev/video0";
const SIZE = { width: 64, height: 32 };
const never = new AbortController().signal;
const ERROR_FLAG = 0x40;

function open(fake: Fake, settings: Settings = {}, request: object = {}): FrameSource {
  fake.reset("camera", settings);
  const tools = { ...fake.tools, stallMs: 300 };
  return openCamera(fake.v4l2, { path: PATH, ...SIZE, ...request }, tools);
}

async function take(camera: FrameSource): Promise<Captured> {
  const frame = await camera.next(never);
  assert.ok(frame, "the stream ended");
  return frame;
}

function refusal(opening: () => unknown): ScrimError {
  try {
    opening();
  } catch (error) {
    if (error instanceof ScrimError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

deviceTest(
  "openCamera() chooses a format, then the rate, then buffers, and ends in reverse",
  async (fake) => {
    const camera = open(fake, { formats: 1 }, { fps: 25 });
    assert.deepEqual(fake.requests(), [
      "open",
      "TRY_FMT 64x32 YUYV",
      "S_FMT 64x32 YUYV",
      "S_PARM 1/25",
      "REQBUFS 4",
      ...["mmap 0", "mmap 1", "mmap 2", "mmap 3"],
      "STREAMON",
    ]);
    assert.deepEqual(camera.info, {
      description: "/dev/video0 (Fake camera)",
      ...SIZE,
      fps: 25,
      layout: "yuyv",
      color: { matrix: "bt601", range: "limited" },
      live: true,
    });
    assert.equal(fake.queued, 4);
    await camera[Symbol.asyncDispose]();
    const end = ["STREAMOFF", "munmap", "munmap", "munmap", "munmap", "REQBUFS 0", "close"];
    assert.deepEqual(fake.requests(), end);
  },
);

deviceTest(
  "CameraSource.next() gives the newest frame and gives the others back at once",
  async (fake) => {
    const camera = open(fake);
    fake.capture({ value: 1, sequence: 0 });
    fake.capture({ value: 2, sequence: 1 });
    fake.capture({ value: 3, sequence: 2 });
    const frame = await take(camera);
    assert.ok(frame.picture.data.every((byte) => byte === 3));
    assert.deepEqual([frame.sequence, camera.dropped, fake.queued], [2, 2, 3]);
    frame.release();
    assert.equal(fake.queued, 4);
    frame.release();
    assert.equal(fake.queued, 4);
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource counts gaps in the driver's sequence as dropped", async (fake) => {
  const camera = open(fake);
  const seen: number[] = [];
  for (const sequence of [7, 8, 12, 13, 0xffffffff, 0]) {
    fake.capture({ value: 1, sequence });
    const frame = await take(camera);
    seen.push(frame.sequence);
    frame.release();
  }
  // 9, 10 and 11 are missing. A jump of billions is a new count; from 0xffffffff to 0 is one step.
  assert.deepEqual(seen, [0, 1, 5, 6, 7, 8]);
  assert.equal(camera.dropped, 3);
  await camera[Symbol.asyncDispose]();
});

deviceTest(
  "CameraSource counts by itself where the driver's sequence stands still",
  async (fake) => {
    const camera = open(fake);
    for (const expected of [0, 1, 2]) {
      fake.capture({ value: 1, sequence: 0 });
      const frame = await take(camera);
      assert.equal(frame.sequence, expected);
      frame.release();
    }
    assert.equal(camera.dropped, 0);
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource gives bad and short frames back and counts them", async (fake) => {
  const camera = open(fake);
  fake.capture({ value: 1, sequence: 0, flags: ERROR_FLAG });
  fake.capture({ value: 2, sequence: 1, bytes: 100 });
  fake.capture({ value: 3, sequence: 2 });
  fake.capture({ value: 4, sequence: 3, flags: ERROR_FLAG });
  const frame = await take(camera);
  assert.equal(frame.picture.data[0], 3);
  assert.deepEqual([camera.dropped, fake.queued], [3, 3]);
  frame.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource.next() waits for a frame without blocking others", async (fake) => {
  const camera = open(fake);
  const next = take(camera);
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  await clock.sleep(60);
  clearInterval(ticking);
  fake.capture({ value: 5, sequence: 0 });
  const frame = await next;
  assert.equal(frame.picture.data[0], 5);
  assert.ok(ticks >= 3, `${ticks} ticks`);
  frame.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest(
  "CameraSource.next() rejects with the signal's reason soon after an abort",
  async (fake) => {
    fake.reset("camera");
    const camera = openCamera(fake.v4l2, { path: PATH, ...SIZE }, fake.tools);
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(camera.next(controller.signal), reason);
    assert.throws(() => controller.signal.throwIfAborted(), reason);
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource restarts the stream after EIO and keeps what is lent", async (fake) => {
  const camera = open(fake);
  fake.capture({ value: 1, sequence: 0 });
  const held = await take(camera);
  fake.requests();
  fake.set({ fault: 5, faults: 1 });
  const next = take(camera);
  await clock.sleep(50);
  assert.deepEqual(fake.requests(), ["STREAMOFF", "STREAMON"]);
  assert.equal(fake.queued, 3);
  assert.equal(held.picture.data[0], 1);
  held.release();
  fake.capture({ value: 2, sequence: 0 });
  const frame = await next;
  assert.deepEqual([frame.sequence, frame.picture.data[0], camera.dropped], [1, 2, 0]);
  assert.deepEqual(fake.log.lines, ['warn camera "/dev/video0" failed (EIO), starting it again']);
  frame.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource.next() gives up when EIO stays", async (fake) => {
  const camera = open(fake);
  fake.set({ fault: 5, faults: -1 });
  await assert.rejects(camera.next(never), {
    code: "DEVICE",
    message: 'Cannot read from camera "/dev/video0": the hardware or its cable failed (EIO)',
  });
  assert.equal(fake.requests().filter((line) => line === "STREAMOFF").length, 3);
  fake.set({ faults: 0 });
  await camera[Symbol.asyncDispose]();
});

const FATAL = [
  { errno: 19, message: "the device was unplugged (ENODEV)", hint: /^plug it in/ },
  { errno: 32, message: "the device has ended its stream (EPIPE)", hint: /^start again$/ },
  { errno: 16, message: "device is busy (EBUSY)", hint: /^close / },
];
for (const { errno, message, hint } of FATAL) {
  deviceTest(`CameraSource.next() says ${message}`, async (fake) => {
    const camera = open(fake);
    fake.set({ fault: errno, faults: -1 });
    await assert.rejects(camera.next(never), (error) => {
      assert.ok(error instanceof ScrimError);
      assert.equal(error.message, `Cannot read from camera "/dev/video0": ${message}`);
      assert.match(error.hint ?? "", hint);
      return true;
    });
    await camera[Symbol.asyncDispose]();
  });
}

deviceTest(
  "CameraSource.next() does not spin on POLLERR and starts the stream again",
  async (fake) => {
    fake.reset("camera");
    const camera = openCamera(fake.v4l2, { path: PATH, ...SIZE }, fake.tools);
    fake.requests();
    fake.set({ pollError: 1 });
    const next = take(camera);
    while (!fake.requests().includes("STREAMON")) await clock.sleep(20);
    fake.set({ pollError: 0 });
    fake.capture({ value: 6, sequence: 0 });
    (await next).release();
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource.next() says that the camera stalls", async (fake) => {
  const camera = open(fake);
  await assert.rejects(camera.next(never), {
    code: "DEVICE",
    message: 'Cannot read from camera "/dev/video0": no frame for 0.3 s, wanted one each 33 ms',
  });
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource says when a buffer could not be given back", async (fake) => {
  const camera = open(fake);
  fake.capture({ value: 1, sequence: 0 });
  const frame = await take(camera);
  fake.set({ refused: REFUSE.queue, refusedWith: 19 });
  frame.release();
  await assert.rejects(camera.next(never), /ENODEV/);
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource converts the driver's monotonic time to the clock's", async (fake) => {
  const camera = open(fake);
  const monotonicUs = Number(fake.v4l2.symbols.scrim_v4l2_clock_us());
  const before = performance.now();
  fake.capture({ value: 1, sequence: 0, timeUs: monotonicUs - 25_000 });
  const frame = await take(camera);
  assert.ok(Math.abs(frame.timestampMs - (before - 25)) < 5, `${frame.timestampMs - before}`);
  frame.release();
  // 0.12.7 of v4l2loopback names no clock; and no driver is believed that lives in another time.
  fake.set({ clock: 0 });
  fake.capture({ value: 2, sequence: 1, timeUs: monotonicUs - 25_000 });
  const unknown = await take(camera);
  assert.ok(unknown.timestampMs >= before && unknown.timestampMs <= performance.now());
  unknown.release();
  fake.set({ clock: 0x2000 });
  fake.capture({ value: 3, sequence: 2, timeUs: 1_700_000_000_000_000 });
  const future = await take(camera);
  assert.ok(future.timestampMs >= before && future.timestampMs <= performance.now());
  future.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource lends the same objects again and honours padded rows", async (fake) => {
  const camera = open(fake, { padding: 16, maxBuffers: 2 });
  const pictures = new Set<unknown>();
  const frames = new Set<unknown>();
  for (let sequence = 0; sequence < 6; sequence++) {
    fake.capture({ value: sequence, sequence });
    const frame = await take(camera);
    assert.equal(frame.picture.stride, 64 * 2 + 16);
    assert.ok(frame.picture.data.length >= frame.picture.stride * 32);
    pictures.add(frame.picture);
    frames.add(frame);
    frame.release();
  }
  assert.deepEqual([pictures.size, frames.size], [2, 2]);
  await camera[Symbol.asyncDispose]();
});

deviceTest(
  "CameraSource[asyncDispose]() ends a wait, empties lent pictures, and may be called twice",
  async (fake) => {
    const camera = open(fake);
    fake.capture({ value: 1, sequence: 0 });
    const held = await take(camera);
    const waiting = camera.next(never);
    await camera[Symbol.asyncDispose]();
    await camera[Symbol.asyncDispose]();
    assert.equal(await waiting, null);
    assert.equal(held.picture.data.length, 0);
    held.release();
    assert.equal(await camera.next(never), null);
  },
);

deviceTest("openCamera() takes the format that is set already, else the cheapest", async (fake) => {
  const fresh = open(fake, { formats: 1 + 2 + 4 });
  assert.equal(fresh.info.layout, "yuyv");
  await fresh[Symbol.asyncDispose]();
  const grey = open(fake, { formats: 4 });
  assert.equal(grey.info.layout, "grey");
  await grey[Symbol.asyncDispose]();
});

deviceTest("openCamera() says what it got instead of what was asked", async (fake) => {
  const camera = open(fake, { maxWidth: 48 });
  assert.deepEqual([camera.info.width, camera.info.height], [48, 32]);
  assert.deepEqual(fake.log.lines, ['info camera "/dev/video0" gives 48x32, not 64x32']);
  await camera[Symbol.asyncDispose]();
});

deviceTest("openCamera() reads colours from the driver's fields", async (fake) => {
  const camera = open(fake, { colorspace: 3, quantization: 1 });
  assert.deepEqual(camera.info.color, { matrix: "bt709", range: "full" });
  await camera[Symbol.asyncDispose]();
});

deviceTest("openCamera() asks libv4l2 to convert what it cannot read", async (fake) => {
  const camera = open(fake, { formats: 8 + 16 });
  assert.equal(camera.info.layout, "i420");
  await camera[Symbol.asyncDispose]();
});

deviceTest("openCamera() names the formats of a camera it cannot read", (fake) => {
  const error = refusal(() => open(fake, { formats: 8 }));
  assert.equal(
    error.message,
    'Cannot use camera "/dev/video0": it offers MJPG, wanted one of YUYV, UYVY, NV12, YU12, GREY',
  );
  assert.match(error.hint ?? "", /libv4l/);
});

deviceTest("openCamera() says why a camera cannot be opened, and leaves nothing open", (fake) => {
  const cases = [
    {
      refused: REFUSE.open,
      errno: 13,
      text: "Cannot open camera",
      why: "permission denied (EACCES)",
    },
    {
      refused: REFUSE.setFormat,
      errno: 16,
      text: "Cannot set the format of",
      why: "device is busy (EBUSY)",
    },
    {
      refused: REFUSE.request,
      errno: 12,
      text: "Cannot get buffers of",
      why: "out of memory (ENOMEM)",
    },
    {
      refused: REFUSE.map,
      errno: 12,
      text: "Cannot map a buffer of",
      why: "out of memory (ENOMEM)",
    },
    {
      refused: REFUSE.start,
      errno: 28,
      text: "Cannot start",
      why: "not enough USB bandwidth (ENOSPC)",
    },
  ];
  for (const { refused, errno, text, why } of cases) {
    const error = refusal(() => open(fake, { refused, refusedWith: errno }));
    assert.ok(error.message.startsWith(text), error.message);
    assert.ok(error.message.endsWith(`camera "/dev/video0": ${why}`), error.message);
    assert.ok(error.hint, error.message);
  }
});

deviceTest("openCamera() refuses a loopback device that nobody feeds", (fake) => {
  fake.reset("loopback");
  const error = refusal(() => openCamera(fake.v4l2, { path: PATH }, fake.tools));
  assert.equal(
    error.message,
    'Cannot open camera "/dev/video0": nobody writes to this virtual camera',
  );
});
