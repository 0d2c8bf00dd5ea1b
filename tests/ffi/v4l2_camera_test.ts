import assert from "node:assert/strict";
import { openCamera } from "../../ffi/v4l2_camera.ts";
import { deviceTest, REFUSE } from "./fake_device.ts";
import { CAMERA, openFakeCamera, refusal, SIZE, take } from "./fake_opening.ts";

deviceTest(
  "openCamera() chooses a format, then the rate, then buffers, and ends in reverse",
  async (fake) => {
    const camera = openFakeCamera(fake, { formats: 1 }, { fps: 25 });
    assert.deepEqual(fake.requests(), [
      "open", // without libv4l2, to see what it is
      "close",
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
  "openCamera() asks for as many buffers as wanted, and uses those it gets",
  async (fake) => {
    const camera = openFakeCamera(fake, { maxBuffers: 6 }, { buffers: 7 });
    assert.ok(fake.requests().includes("REQBUFS 7"));
    assert.equal(fake.queued, 6);
    await camera[Symbol.asyncDispose]();
  },
);

const CHOICE = "memory of its driver's choice";
const CACHE_HINTS = [
  {
    hints: 0,
    what: "takes the driver's buffers where it offers no choice",
    asks: ["4"],
    memory: CHOICE,
  },
  {
    hints: 1,
    what: "asks for cached buffers where the driver offers them",
    asks: ["4", "4 cached"],
    memory: "cached memory",
  },
  {
    hints: 2,
    what: "goes back to the driver's buffers when it has no cached ones after all",
    asks: ["4", "4 cached", "4"],
    memory: `${CHOICE}, which has none that is cached`,
  },
  { hints: 3, what: "sends an older kernel no bytes that it refuses", asks: ["4"], memory: CHOICE },
];
for (const { hints, what, asks, memory } of CACHE_HINTS) {
  deviceTest(`openCamera() ${what}`, async (fake) => {
    const camera = openFakeCamera(fake, { cacheHints: hints });
    const requests = fake.requests().filter((line) => line.startsWith("REQBUFS"));
    assert.deepEqual(requests, asks.map((ask) => `REQBUFS ${ask}`));
    const said = `camera "/dev/video0" has 4 buffers in ${memory}`;
    assert.deepEqual(fake.log.details, [said]);
    fake.capture({ value: 7, sequence: 0 });
    const frame = await take(camera);
    assert.ok(frame.picture.data.every((byte) => byte === 7));
    frame.release();
    await camera[Symbol.asyncDispose]();
    assert.equal(fake.requests().at(-2), "REQBUFS 0");
  });
}

deviceTest("openCamera() takes the format that is set already, else the cheapest", async (fake) => {
  const fresh = openFakeCamera(fake, { formats: 1 + 2 + 4 });
  assert.equal(fresh.info.layout, "yuyv");
  await fresh[Symbol.asyncDispose]();
  const grey = openFakeCamera(fake, { formats: 4 });
  assert.equal(grey.info.layout, "grey");
  await grey[Symbol.asyncDispose]();
});

deviceTest("openCamera() says what it got instead of what was asked", async (fake) => {
  const camera = openFakeCamera(fake, { maxWidth: 48 });
  assert.deepEqual([camera.info.width, camera.info.height], [48, 32]);
  assert.deepEqual(fake.log.lines, ['info camera "/dev/video0" gives 48x32, not 64x32']);
  await camera[Symbol.asyncDispose]();
});

deviceTest(
  "openCamera() says which sizes there are when it cannot give the one asked for",
  async (fake) => {
    const few = openFakeCamera(fake, { maxWidth: 48, sizes: 2 });
    await few[Symbol.asyncDispose]();
    assert.deepEqual(fake.log.lines, [
      'info camera "/dev/video0" gives 48x32, not 64x32; in YUYV it offers 160x80, 144x72',
    ]);
    const many = openFakeCamera(fake, { maxWidth: 48, sizes: 8 });
    await many[Symbol.asyncDispose]();
    assert.match(fake.log.lines[0], /it offers 160x80, .*80x40 and 2 smaller$/);
    const fits = openFakeCamera(fake, { sizes: 8 });
    await fits[Symbol.asyncDispose]();
    assert.deepEqual(fake.log.lines, []);
  },
);

deviceTest("openCamera() takes the format asked for, and no other", async (fake) => {
  const nv12 = openFakeCamera(fake, { formats: 1 + 2 + 4 }, { format: "nv12" });
  assert.equal(nv12.info.layout, "nv12");
  await nv12[Symbol.asyncDispose]();
  const set = fake.requests().filter((line) => /^(TRY|S)_FMT/.test(line));
  assert.deepEqual(new Set(set.map((line) => line.split(" ")[2])), new Set(["NV12"]));
  const error = await refusal(() =>
    openFakeCamera(fake, { formats: 1 + 4 + 8 }, { format: "nv12" })
  );
  assert.equal(error.code, "USAGE");
  assert.match(error.message, /--input-format nv12: it offers yuyv, grey, mjpeg$/);
});

deviceTest("openCamera() says that Motion JPEG needs a decoder", async (fake) => {
  const error = await refusal(() => openFakeCamera(fake, { formats: 1 + 8 }, { format: "mjpeg" }));
  assert.match(error.message, /--input-format mjpeg: no decoder$/);
  assert.match(error.hint ?? "", /libturbojpeg/);
});

deviceTest("openCamera() reads colours from the driver's fields", async (fake) => {
  const camera = openFakeCamera(fake, { colorspace: 3, quantization: 1 });
  assert.deepEqual(camera.info.color, { matrix: "bt709", range: "full" });
  await camera[Symbol.asyncDispose]();
});

deviceTest("openCamera() asks libv4l2 to convert what it cannot read", async (fake) => {
  const camera = openFakeCamera(fake, { formats: 8 + 16 });
  assert.equal(camera.info.layout, "i420");
  // the numbers of a JPEG stay what they are: BT.601, full range
  assert.deepEqual(camera.info.color, { matrix: "bt601", range: "full", siting: "center" });
  assert.deepEqual(fake.log.lines, [
    'info camera "/dev/video0" gives MJPG; libv4l2 converts each frame to YU12',
    'warn libv4l2 decodes every picture of camera "/dev/video0", slowly; ' +
    "install libturbojpeg (Debian and Ubuntu: apt install libturbojpeg0)",
  ]);
  await camera[Symbol.asyncDispose]();
});

deviceTest("openCamera() names the formats of a camera it cannot read", async (fake) => {
  const error = await refusal(() => openFakeCamera(fake, { formats: 8 }));
  assert.equal(
    error.message,
    'Cannot use camera "/dev/video0": it offers MJPG, wanted one of YUYV, UYVY, NV12, YU12, GREY, MJPG',
  );
  assert.match(error.hint ?? "", /^install libturbojpeg/);
});

deviceTest(
  "openCamera() keeps away from sizes at which libv4l2 cannot decode JPEG",
  async (fake) => {
    const size = { width: 640, height: 360 };
    const camera = openFakeCamera(fake, { formats: 8 + 16 }, size);
    assert.deepEqual([camera.info.width, camera.info.height], [640, 480]);
    assert.match(
      fake.log.lines.join(),
      /cannot decode the 640x360 JPEG pictures of camera "\/dev\/video0"; it is set to 640x480. For 640x360 install libturbojpeg/,
    );
    await camera[Symbol.asyncDispose]();
    const only = { formats: 8 + 16, onlyHeight: 360 };
    const error = await refusal(() => openFakeCamera(fake, only, size));
    assert.match(error.message, /^Cannot use camera .* cannot decode the 640x360 JPEG pictures/);
    assert.match(error.hint ?? "", /^install libturbojpeg/);
  },
);

deviceTest(
  "openCamera() says why a camera cannot be opened, and leaves nothing open",
  async (fake) => {
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
        text: "Cannot open camera",
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
      const error = await refusal(() => openFakeCamera(fake, { refused, refusedWith: errno }));
      assert.ok(error.message.startsWith(text), error.message);
      assert.ok(error.message.endsWith(`camera "/dev/video0": ${why}`), error.message);
      assert.ok(error.hint, error.message);
    }
  },
);

deviceTest("openCamera() refuses a loopback device that nobody feeds", async (fake) => {
  fake.reset("loopback");
  const error = await refusal(() => openCamera(fake.v4l2, { path: CAMERA }, fake.tools));
  assert.equal(
    error.message,
    'Cannot open camera "/dev/video0": nobody writes to this virtual camera',
  );
});
