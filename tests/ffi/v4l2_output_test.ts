import assert from "node:assert/strict";
import type { FrameSink, VirtualCameraRequest } from "../../core/ports.ts";
import { ScrimError } from "../../core/errors.ts";
import { deviceTest, type Fake, REFUSE, type Settings } from "./fake_device.ts";

const REQUEST: VirtualCameraRequest = {
  path: "/dev/video10",
  width: 64,
  height: 32,
  fps: 30,
  layout: "yuyv",
  color: { matrix: "bt709", range: "limited" },
};
const BYTES = 64 * 32 * 2;

function open(fake: Fake, settings: Settings = {}, request: Partial<VirtualCameraRequest> = {}) {
  fake.reset("loopback", settings);
  return fake.devices.openVirtualCamera({ ...REQUEST, ...request }, fake.tools);
}

async function refusal(opening: Promise<FrameSink>): Promise<ScrimError> {
  try {
    const sink = await opening;
    await sink[Symbol.asyncDispose]();
  } catch (error) {
    if (error instanceof ScrimError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

/** Writes frames of one value each, half of each before looking at what readers see, and returns the torn ones. */
async function tornFrames(fake: Fake, sink: FrameSink, frames: number): Promise<number> {
  let torn = 0;
  for (let value = 1; value <= frames; value++) {
    const { data } = sink.begin();
    data.subarray(0, BYTES / 2).fill(value);
    const seen = fake.read(BYTES);
    if (seen.index >= 0 && !seen.bytes.every((byte) => byte === seen.bytes[0])) torn++;
    data.subarray(BYTES / 2).fill(value);
    await sink.commit(0);
    if (!fake.read(BYTES).bytes.every((byte) => byte === value)) torn++;
  }
  return torn;
}

for (const version of [12, 13, 14]) {
  deviceTest(
    `openVirtualCamera() asks in the order every version takes (0.${version})`,
    async (fake) => {
      const sink = await open(fake, { version });
      assert.deepEqual(fake.requests(), [
        "open",
        "QUERYCAP",
        "S_FMT 64x32 YUYV",
        "S_PARM 1/30",
        "REQBUFS 4",
        "QUERYBUF 0",
        "mmap 0",
        "QUERYBUF 1",
        "mmap 1",
        "QUERYBUF 2",
        "mmap 2",
        "QUERYBUF 3",
        "mmap 3",
        "STREAMON",
      ]);
      await sink[Symbol.asyncDispose]();
      assert.deepEqual(fake.requests(), [
        "STREAMOFF",
        "munmap",
        "munmap",
        "munmap",
        "munmap",
        "REQBUFS 0",
        "close",
      ]);
    },
  );

  deviceTest(`MappedSink never writes the picture readers see (0.${version})`, async (fake) => {
    const sink = await open(fake, { version });
    assert.equal(await tornFrames(fake, sink, 40), 0);
    assert.equal(sink.bytesCopied, 0);
    await sink[Symbol.asyncDispose]();
  });
}

deviceTest(
  "MappedSink uses all buffers in turn where DQBUF gives the published one",
  async (fake) => {
    const sink = await open(fake, { version: 12 });
    fake.requests();
    for (let n = 0; n < 8; n++) {
      sink.begin();
      await sink.commit(0);
    }
    const queued = fake.requests().map((line) => Number(line.split(" ")[1]));
    assert.deepEqual(queued, [3, 0, 1, 2, 3, 0, 1, 2]);
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest("MappedSink queues exact bytes and never a time", async (fake) => {
  const sink = await open(fake, { version: 14 });
  fake.requests();
  for (let n = 0; n < 4; n++) {
    sink.begin();
    await sink.commit(1234.5 * n);
  }
  const expected = [0, 1, 2, 3].map((index) => `QBUF ${index} ${BYTES}`);
  assert.deepEqual(fake.requests(), expected);
  await sink[Symbol.asyncDispose]();
});

deviceTest("MappedSink follows when a reader asked for fewer buffers (0.12)", async (fake) => {
  const sink = await open(fake, { version: 12 });
  assert.equal(await tornFrames(fake, sink, 6), 0);
  fake.set({ used: 2 });
  // One old picture may come again while the change is noticed; none is torn after that.
  await tornFrames(fake, sink, 4);
  assert.equal(await tornFrames(fake, sink, 20), 0);
  assert.match(fake.log.lines.join("\n"), /^warn virtual camera "\/dev\/video10" has 2 buffers: /m);
  await sink[Symbol.asyncDispose]();
});

deviceTest(
  "MappedSink publishes nothing without commit() and lends the same picture",
  async (fake) => {
    const sink = await open(fake, { version: 14 });
    const first = sink.begin();
    first.data.fill(9);
    assert.equal(fake.read(BYTES).index, -1);
    assert.equal(sink.begin(), first);
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest("MappedSink waits while readers hold every buffer", async (fake) => {
  const sink = await open(fake, { version: 14 });
  fake.set({ dry: 3 });
  sink.begin();
  const committed = sink.commit(0);
  assert.ok(committed instanceof Promise);
  await committed;
  assert.equal(await tornFrames(fake, sink, 8), 0);
  assert.equal(sink.commit(0), undefined);
  await sink[Symbol.asyncDispose]();
});

deviceTest(
  "MappedSink.commit() fails when readers hold every buffer for a second",
  async (fake) => {
    const sink = await open(fake, { version: 14 });
    fake.set({ dry: -1 });
    sink.begin();
    await assert.rejects(async () => await sink.commit(0), {
      code: "DEVICE",
      message: 'Cannot write to virtual camera "/dev/video10": readers hold all 4 buffers',
    });
    assert.throws(() => sink.begin(), { code: "DEVICE" });
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest(
  "MappedSink uses the number of buffers it gets, and warns when they are few",
  async (fake) => {
    const sink = await open(fake, { version: 14, maxBuffers: 2 });
    assert.equal(await tornFrames(fake, sink, 10), 0);
    assert.equal(
      fake.log.lines[0],
      'warn virtual camera "/dev/video10" has 2 buffers: slow readers may see torn frames; ' +
        "load the module with more: sudo modprobe v4l2loopback max_buffers=4",
    );
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest(
  "openVirtualCamera() revives a device that forgot it takes pictures (0.12)",
  async (fake) => {
    const sink = await open(fake, { version: 12, capsLost: 1 });
    assert.deepEqual(fake.requests().slice(0, 8), [
      "open",
      "QUERYCAP",
      "S_FMT 64x32 YUYV",
      "STREAMON",
      "close",
      "open",
      "QUERYCAP",
      "S_FMT 64x32 YUYV",
    ]);
    assert.equal(await tornFrames(fake, sink, 5), 0);
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest("openVirtualCamera() takes the layout a reader holds, and says so", async (fake) => {
  const fourcc = 0x32315559; // YU12
  const pinned = { pinnedWidth: 64, pinnedHeight: 32, pinnedFourcc: fourcc };
  const sink = await open(fake, { version: 14, ...pinned });
  assert.equal(sink.info.layout, "i420");
  const picture = sink.begin();
  assert.deepEqual([picture.layout, picture.stride, picture.data.length], ["i420", 64, 3072]);
  assert.deepEqual(fake.log.lines, [
    'info virtual camera "/dev/video10" is held at i420 by a reader; using that, not yuyv',
  ]);
  await sink[Symbol.asyncDispose]();
});

deviceTest("openVirtualCamera() refuses another size and says which it is", async (fake) => {
  const pinned = { pinnedWidth: 320, pinnedHeight: 240, pinnedFourcc: 0x56595559 };
  const error = await refusal(open(fake, pinned));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": it is held at 320x240 YUYV, wanted 64x32 YUYV',
  );
  assert.match(error.hint ?? "", /^close .*, or use --size 320x240$/);
});

deviceTest("openVirtualCamera() refuses a layout that cannot be packed", async (fake) => {
  const pinned = { pinnedWidth: 64, pinnedHeight: 32, pinnedFourcc: 0x47504a4d };
  const error = await refusal(open(fake, pinned));
  assert.match(error.message, /: it is held at 64x32 MJPG, wanted 64x32 YUYV$/);
});

deviceTest("openVirtualCamera() says that another program writes", async (fake) => {
  const error = await refusal(open(fake, { version: 14, owned: 1 }));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": another program writes to it (EBUSY)',
  );
  assert.match(error.hint ?? "", /^close /);
});

deviceTest("openVirtualCamera() refuses a device of another driver", async (fake) => {
  const error = await refusal(open(fake, { foreignDriver: 1 }));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": its driver is "uvcvideo", wanted "v4l2 loopback"',
  );
});

deviceTest(
  "openVirtualCamera() refuses odd sizes and rgba before it opens anything",
  async (fake) => {
    const odd = await refusal(open(fake, {}, { width: 65 }));
    assert.equal(odd.code, "FORMAT");
    assert.match(odd.message, /: size 65x32, wanted even numbers$/);
    const rgba = await refusal(open(fake, {}, { layout: "rgba" }));
    assert.match(rgba.message, /: format rgba, wanted one of yuyv, uyvy, nv12, i420, grey, rgb24$/);
    assert.deepEqual(fake.requests(), []);
  },
);

for (const version of [12, 14]) {
  deviceTest(
    `openVirtualCamera() falls back to write(), and says so (0.${version})`,
    async (fake) => {
      const sink = await open(fake, { version, noMmap: 1 });
      assert.match(fake.log.lines[0], /^warn Cannot get buffers of .*EINVAL.*; using write\(\), /);
      assert.equal(fake.log.lines.length, 1);
      for (const value of [1, 2, 3]) {
        sink.begin().data.fill(value);
        await sink.commit(0);
        assert.ok(fake.read(BYTES).bytes.every((byte) => byte === value));
      }
      assert.equal(sink.bytesCopied, 3 * BYTES);
      await sink[Symbol.asyncDispose]();
    },
  );
}

deviceTest(
  "openVirtualCamera() falls back to write() when buffers cannot be mapped",
  async (fake) => {
    const sink = await open(fake, { version: 14, refused: REFUSE.map, refusedWith: 12 });
    assert.match(fake.log.lines[0], /^warn Cannot map a buffer of .*ENOMEM/);
    sink.begin();
    await sink.commit(0);
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest(
  "openVirtualCamera() leaves nothing open when the stream does not start",
  async (fake) => {
    const error = await refusal(open(fake, { refused: REFUSE.start, refusedWith: 19 }));
    assert.match(
      error.message,
      /^Cannot start virtual camera .*: the device was unplugged \(ENODEV\)$/,
    );
  },
);

deviceTest("MappedSink.commit() says when the device is gone", async (fake) => {
  const sink = await open(fake, { version: 14 });
  fake.set({ refused: REFUSE.queue, refusedWith: 19 });
  sink.begin();
  assert.throws(() => sink.commit(0), {
    code: "DEVICE",
    message: 'Cannot write to virtual camera "/dev/video10": the device was unplugged (ENODEV)',
  });
  await sink[Symbol.asyncDispose]();
});

deviceTest(
  "MappedSink[asyncDispose]() empties lent pictures and may be called twice",
  async (fake) => {
    const sink = await open(fake, { version: 14 });
    const { data } = sink.begin();
    assert.equal(data.length, BYTES);
    await sink[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    assert.equal(data.length, 0);
    assert.throws(() => sink.commit(0), { code: "DEVICE" });
  },
);
