import assert from "node:assert/strict";
import { V4l2Device } from "../../ffi/v4l2_device.ts";
import { watchViewers } from "../../ffi/v4l2_viewers.ts";
import { deviceTest } from "./fake_device.ts";
import { openFakeSink } from "./fake_opening.ts";
import { holdersOf } from "../../ffi/device_holders.ts";
import { FakeClock, settle } from "../fake_clock.ts";
import { turn, until } from "../wait.ts";

deviceTest("a virtual camera tells who reads it, by its driver's events", async (fake) => {
  await using sink = await openFakeSink(fake, { version: 14, tellsUsage: 1, readers: 1 });
  const { viewers } = sink;
  assert.ok(viewers);
  const seen: number[] = [];
  viewers.onChange(() => seen.push(viewers.count));
  await until("viewers", () => viewers.count === 1);
  seen.length = 0; // whether the first answer came before anybody listened is chance
  for (let cycle = 0; cycle < 200; cycle++) {
    fake.set({ readers: 0 });
    await until("viewers", () => viewers.count === 0);
    fake.set({ readers: 2 });
    await until("viewers", () => viewers.count === 2);
  }
  assert.equal(seen.length, 400);
});

deviceTest("closing a virtual camera ends its watch first", async (fake) => {
  for (let round = 0; round < 5; round++) {
    const sink = await openFakeSink(fake, { version: 14, tellsUsage: 1 });
    for (let i = 0; i < round; i++) await turn();
    fake.requests();
    await sink[Symbol.asyncDispose]();
    assert.deepEqual(fake.requests().filter((line) => line.startsWith("close")), ["close"]);
  }
});

deviceTest(
  "without events nobody can tell where the module's users cannot be read",
  (fake) => {
    fake.reset("loopback", { version: 12 });
    const device = new V4l2Device(fake.v4l2, fake.v4l2.kernel, {
      path: "/dev/video10",
      what: "virtual camera",
    });
    assert.equal(watchViewers(device, fake.clock, "/no/such/file"), null);
    device.close();
  },
);

deviceTest(
  "without events programs are looked for when the module's users change",
  async (fake) => {
    fake.reset("loopback", { version: 12 });
    const node = Deno.makeTempFileSync();
    const users = Deno.makeTempFileSync();
    const device = new V4l2Device(fake.v4l2, fake.v4l2.kernel, {
      path: node,
      what: "virtual camera",
    });
    Deno.writeTextFileSync(users, "1\n");
    const clock = new FakeClock();
    const viewers = watchViewers(device, clock, users);
    assert.ok(viewers);
    await settle();
    assert.equal(viewers.count, 0);
    const child = new Deno.Command("sh", { args: ["-c", `exec sleep 600 < "${node}"`] }).spawn();
    await until("a reader", () => holdersOf(node).length === 1);
    await clock.advance(700);
    assert.equal(viewers.count, 0, "processes are listed only when needed");
    Deno.writeTextFileSync(users, "2\n");
    await clock.advance(250);
    assert.equal(viewers.count, 1);
    child.kill("SIGKILL");
    await child.status;
    Deno.writeTextFileSync(users, "1\n");
    await clock.advance(250);
    assert.equal(viewers.count, 0);
    Deno.removeSync(users);
    await clock.advance(250);
    assert.equal(viewers.count, 1); // unknown: better open than closed
    await viewers[Symbol.asyncDispose]();
    device.close();
    Deno.removeSync(node);
  },
);
