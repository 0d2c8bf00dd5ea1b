import assert from "node:assert/strict";
import { deviceTest, OWNING, REFUSE } from "./fake_device.ts";
import { BYTES, openFakeSink, tornFrames } from "./fake_opening.ts";

for (const version of [12, 13, 14, OWNING]) {
  const named = version === OWNING ? "lent once" : `0.${version}`;
  deviceTest(`MappedSink never writes the picture readers see (${named})`, async (fake) => {
    const sink = await openFakeSink(fake, { version });
    assert.equal(await tornFrames(fake, sink, 40), 0);
    assert.equal(sink.bytesCopied, 0);
    await sink[Symbol.asyncDispose]();
  });
}

deviceTest(
  "MappedSink uses all buffers in turn where DQBUF gives the published one",
  async (fake) => {
    const sink = await openFakeSink(fake, { version: 12 });
    fake.requests();
    for (let n = 0; n < 8; n++) {
      sink.begin();
      await sink.commit(0);
    }
    const queued = fake.requests().map((line) => Number(line.split(" ")[1]));
    assert.deepEqual(queued, [0, 1, 2, 3, 0, 1, 2, 3]);
    await sink[Symbol.asyncDispose]();
  },
);

for (const [version, maxBuffers] of [[12, 4], [13, 4], [14, 2], [14, 4]]) {
  deviceTest(
    `MappedSink gives a reader that joins the last whole picture (0.${version}, ${maxBuffers} buffers)`,
    async (fake) => {
      const sink = await openFakeSink(fake, { version, maxBuffers });
      assert.equal(fake.join(BYTES).index, -1);
      for (let value = 1; value <= 20; value++) {
        sink.begin().data.fill(value);
        await sink.commit(0);
        sink.begin().data.fill(200); // the next one is on its way
        const seen = fake.join(BYTES);
        assert.deepEqual(new Set(seen.bytes), new Set([value]));
        assert.equal(seen.index, fake.read(BYTES).index);
      }
      await sink[Symbol.asyncDispose]();
    },
  );
}

deviceTest("MappedSink follows a driver that changes its order of buffers", async (fake) => {
  const sink = await openFakeSink(fake, { version: 14 });
  assert.equal(await tornFrames(fake, sink, 6), 0);
  // Another opener of the device takes a buffer in between.
  const { symbols, kernel } = fake.v4l2;
  symbols.scrim_v4l2_dequeue(kernel, 0, 2);
  assert.equal(await tornFrames(fake, sink, 12), 0);
  await sink[Symbol.asyncDispose]();
});

deviceTest("MappedSink queues exact bytes and never a time", async (fake) => {
  const sink = await openFakeSink(fake, { version: 14 });
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
  const sink = await openFakeSink(fake, { version: 12 });
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
    const sink = await openFakeSink(fake, { version: 14 });
    const first = sink.begin();
    first.data.fill(9);
    assert.equal(fake.read(BYTES).index, -1);
    assert.equal(sink.begin(), first);
    await sink[Symbol.asyncDispose]();
  },
);

for (const version of [12, 14]) {
  deviceTest(
    `MappedSink keeps what it published while the next picture is made, to stand in for it (0.${version})`,
    async (fake) => {
      const sink = await openFakeSink(fake, { version });
      const published = () => sink.published;
      assert.equal(published(), null);
      for (let n = 1; n <= 9; n++) {
        const made = sink.begin();
        made.data.fill(n);
        await sink.commit(0);
        assert.equal(published(), made);
        assert.notEqual(sink.begin(), made);
        sink.begin().data.fill(200); // half of the next picture, and then something fails
        assert.deepEqual(new Set(published()?.data), new Set([n]));
      }
      await sink[Symbol.asyncDispose]();
    },
  );
}

deviceTest("MappedSink waits while readers hold every buffer", async (fake) => {
  const sink = await openFakeSink(fake, { version: OWNING });
  fake.set({ dry: 3 });
  assert.equal(await tornFrames(fake, sink, 3), 0); // those it had
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
    const sink = await openFakeSink(fake, { version: OWNING });
    fake.set({ dry: -1 });
    assert.equal(await tornFrames(fake, sink, 3), 0); // those it had
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
    const sink = await openFakeSink(fake, { version: 14, maxBuffers: 2 });
    assert.equal(await tornFrames(fake, sink, 10), 0);
    assert.equal(
      fake.log.lines[0],
      'warn virtual camera "/dev/video10" has 2 buffers: slow readers may see torn frames; ' +
        "load the module with more: sudo modprobe v4l2loopback max_buffers=4",
    );
    await sink[Symbol.asyncDispose]();
  },
);

deviceTest("MappedSink.commit() says when the device is gone", async (fake) => {
  const sink = await openFakeSink(fake, { version: 14 });
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
    const sink = await openFakeSink(fake, { version: 14 });
    const { data } = sink.begin();
    assert.equal(data.length, BYTES);
    await sink[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    assert.equal(data.length, 0);
    assert.throws(() => sink.commit(0), { code: "DEVICE" });
  },
);
