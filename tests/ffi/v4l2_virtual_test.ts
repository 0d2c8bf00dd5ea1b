import assert from "node:assert/strict";
import { deviceTest, REFUSE } from "./fake_device.ts";
import { BYTES, openFakeSink, refusal, tornFrames } from "./fake_opening.ts";

for (const version of [12, 13, 14]) {
  deviceTest(
    `openVirtualCamera() asks in the order every version takes (0.${version})`,
    async (fake) => {
      const sink = await openFakeSink(fake, { version });
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
}

deviceTest(
  "openVirtualCamera() revives a device that forgot it takes pictures (0.12)",
  async (fake) => {
    const sink = await openFakeSink(fake, { version: 12, capsLost: 1 });
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
  const sink = await openFakeSink(fake, { version: 14, ...pinned });
  assert.equal(sink.info.layout, "i420");
  const picture = sink.begin();
  assert.deepEqual([picture.layout, picture.stride, picture.data.length], ["i420", 64, 3072]);
  assert.deepEqual(fake.log.lines, [
    'info virtual camera "/dev/video10" is held at i420 by another program or its control keep_format; ' +
    "using that, not yuyv",
  ]);
  await sink[Symbol.asyncDispose]();
});

deviceTest("openVirtualCamera() refuses another size and says which it is", async (fake) => {
  const pinned = { pinnedWidth: 320, pinnedHeight: 240, pinnedFourcc: 0x56595559 };
  const error = await refusal(() => openFakeSink(fake, pinned));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": it is held at 320x240 YUYV, wanted 64x32 YUYV',
  );
  assert.match(
    error.hint ?? "",
    /^close .* or set the device's control keep_format to 0, or use --size 320x240$/,
  );
});

deviceTest("openVirtualCamera() refuses a layout that cannot be packed", async (fake) => {
  const pinned = { pinnedWidth: 64, pinnedHeight: 32, pinnedFourcc: 0x47504a4d };
  const error = await refusal(() => openFakeSink(fake, pinned));
  assert.match(error.message, /: it is held at 64x32 MJPG, wanted 64x32 YUYV$/);
});

deviceTest("openVirtualCamera() says that another program writes", async (fake) => {
  const error = await refusal(() => openFakeSink(fake, { version: 14, owned: 1 }));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": another program writes to it (EBUSY)',
  );
  assert.match(error.hint ?? "", /^close /);
});

deviceTest("openVirtualCamera() refuses a device of another driver", async (fake) => {
  const error = await refusal(() => openFakeSink(fake, { foreignDriver: 1 }));
  assert.equal(
    error.message,
    'Cannot open virtual camera "/dev/video10": its driver is "uvcvideo", wanted "v4l2 loopback"',
  );
});

deviceTest(
  "openVirtualCamera() refuses odd sizes and rgba before it opens anything",
  async (fake) => {
    const odd = await refusal(() => openFakeSink(fake, {}, { width: 65 }));
    assert.equal(odd.code, "FORMAT");
    assert.match(odd.message, /: size 65x32, wanted even numbers$/);
    const rgba = await refusal(() => openFakeSink(fake, {}, { layout: "rgba" }));
    assert.match(rgba.message, /: format rgba, wanted one of yuyv, uyvy, nv12, i420, grey, rgb24$/);
    assert.deepEqual(fake.requests(), []);
  },
);

for (const version of [12, 14]) {
  deviceTest(
    `openVirtualCamera() falls back to write(), and says so (0.${version})`,
    async (fake) => {
      const sink = await openFakeSink(fake, { version, noMmap: 1 });
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
    const sink = await openFakeSink(fake, { version: 14, refused: REFUSE.map, refusedWith: 12 });
    assert.match(fake.log.lines[0], /^warn Cannot map a buffer of .*ENOMEM/);
    sink.begin();
    await sink.commit(0);
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest(
  "openVirtualCamera() leaves nothing open when the stream does not start",
  async (fake) => {
    const error = await refusal(() =>
      openFakeSink(fake, { refused: REFUSE.start, refusedWith: 19 })
    );
    assert.match(
      error.message,
      /^Cannot start virtual camera .*: the device was unplugged \(ENODEV\)$/,
    );
  },
);
