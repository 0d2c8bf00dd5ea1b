import assert from "node:assert/strict";
import { ScrimError } from "../../core/base/errors.ts";
import { openCamera } from "../../ffi/v4l2_camera.ts";
import { deviceTest, REFUSE } from "./fake_device.ts";
import { CAMERA, never, openFakeCamera, SIZE, take } from "./fake_opening.ts";
import { turn, until } from "../wait.ts";

const ERROR_FLAG = 0x40;

deviceTest(
  "CameraSource.next() gives the newest frame and gives the others back at once",
  async (fake) => {
    const camera = openFakeCamera(fake);
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
  const camera = openFakeCamera(fake);
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
    const camera = openFakeCamera(fake);
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
  const camera = openFakeCamera(fake);
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
  fake.reset("camera");
  const camera = openCamera(fake.v4l2, { path: CAMERA, ...SIZE }, fake.tools);
  const next = take(camera);
  // Would never end if the wait blocked: the frame comes only after others have run.
  for (let i = 0; i < 5; i++) await turn();
  fake.capture({ value: 5, sequence: 0 });
  const frame = await next;
  assert.equal(frame.picture.data[0], 5);
  frame.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest(
  "CameraSource.next() rejects with the signal's reason soon after an abort",
  async (fake) => {
    fake.reset("camera");
    const camera = openCamera(fake.v4l2, { path: CAMERA, ...SIZE }, fake.tools);
    const controller = new AbortController();
    const reason = new Error("enough");
    const next = camera.next(controller.signal);
    await turn();
    controller.abort(reason);
    await assert.rejects(next, reason);
    assert.throws(() => controller.signal.throwIfAborted(), reason);
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource restarts the stream after EIO and keeps what is lent", async (fake) => {
  const camera = openFakeCamera(fake);
  fake.capture({ value: 1, sequence: 0 });
  const held = await take(camera);
  fake.requests();
  fake.set({ fault: 5, faults: 1 });
  const next = take(camera);
  const requests: string[] = [];
  await until("a start", () => {
    requests.push(...fake.requests());
    return requests.includes("STREAMON");
  });
  assert.deepEqual(requests, ["STREAMOFF", "STREAMON"]);
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
  const camera = openFakeCamera(fake);
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
    const camera = openFakeCamera(fake);
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
    const camera = openCamera(fake.v4l2, { path: CAMERA, ...SIZE }, fake.tools);
    fake.requests();
    fake.set({ pollError: 1 });
    // With the first restart it is over: on this clock, all others would follow at once.
    const { log } = fake;
    const warn = log.warn.bind(log);
    log.warn = (message) => {
      fake.set({ pollError: 0 });
      warn(message);
    };
    const next = take(camera);
    await until("a start", () => fake.requests().includes("STREAMON"));
    fake.capture({ value: 6, sequence: 0 });
    (await next).release();
    await camera[Symbol.asyncDispose]();
  },
);

deviceTest("CameraSource.next() says that the camera stalls", async (fake) => {
  const camera = openFakeCamera(fake);
  const next = camera.next(never);
  fake.clock.time += 300;
  await assert.rejects(next, {
    code: "DEVICE",
    message: 'Cannot read from camera "/dev/video0": no frame for 0.3 s, wanted one each 33 ms',
  });
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource says when a buffer could not be given back", async (fake) => {
  const camera = openFakeCamera(fake);
  fake.capture({ value: 1, sequence: 0 });
  const frame = await take(camera);
  fake.set({ refused: REFUSE.queue, refusedWith: 19 });
  frame.release();
  await assert.rejects(camera.next(never), /ENODEV/);
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource converts the driver's monotonic time to the clock's", async (fake) => {
  const monotonicUs = (): number => Number(fake.v4l2.symbols.scrim_v4l2_clock_us());
  const before = monotonicUs();
  const camera = openFakeCamera(fake);
  const after = monotonicUs();
  const now = fake.clock.time; // stands still from here on, but for pauses
  fake.capture({ value: 1, sequence: 0, timeUs: before - 500_000 });
  const frame = await take(camera);
  // Where the two clocks met lies between the two looks at the driver's.
  const [earliest, latest] = [now - (after - before) / 1000 - 500, now - 500];
  const { timestampMs } = frame;
  assert.ok(earliest - 0.1 <= timestampMs && timestampMs <= latest + 0.1, `${timestampMs}`);
  frame.release();
  // 0.12.7 of v4l2loopback names no clock; and no driver is believed that lives in another time.
  fake.set({ clock: 0 });
  fake.capture({ value: 2, sequence: 1, timeUs: before - 500_000 });
  const unknown = await take(camera);
  assert.equal(unknown.timestampMs, fake.clock.time);
  unknown.release();
  fake.set({ clock: 0x2000 });
  fake.capture({ value: 3, sequence: 2, timeUs: 1_700_000_000_000_000 });
  const future = await take(camera);
  assert.equal(future.timestampMs, fake.clock.time);
  future.release();
  await camera[Symbol.asyncDispose]();
});

deviceTest("CameraSource lends the same objects again and honours padded rows", async (fake) => {
  const camera = openFakeCamera(fake, { padding: 16, maxBuffers: 2 });
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
    const camera = openFakeCamera(fake);
    fake.capture({ value: 1, sequence: 0 });
    const held = await take(camera);
    const waiting = camera.next(never);
    await camera[Symbol.asyncDispose]();
    await camera[Symbol.asyncDispose]();
    assert.equal(await waiting, null);
    assert.equal(fake.requests().at(-1), "close");
    assert.equal(held.picture.data.length, 0);
    held.release();
    assert.equal(await camera.next(never), null);
  },
);
