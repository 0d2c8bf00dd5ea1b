import assert from "node:assert/strict";
import { FrameRateMonitor } from "../../ffi/frame_rate_monitor.ts";
import { whySlow } from "../../ffi/slow_camera.ts";
import { V4l2Device } from "../../ffi/v4l2_device.ts";
import { deviceTest, type Fake, SaidLog } from "./fake_device.ts";
import { openFakeCamera, take } from "./fake_opening.ts";

/** A stream: so many frames, their distance, how far the driver's counter goes, how many were passed over. */
interface Part {
  readonly frames: number;
  readonly everyMs: number;
  readonly step?: number;
  readonly passedOver?: number;
}

/** What is said of these parts, one after the other. */
function said(parts: readonly Part[], buffers = 4): string[] {
  const log = new SaidLog();
  const pace = new FrameRateMonitor({
    ...{ subject: "camera", fps: 30, buffers, log, whySlow: () => "dim" },
  });
  let time = 1000;
  let sequence = 0xfffffff0; // it wraps
  for (const { frames, everyMs, step = 1, passedOver = 0 } of parts) {
    for (let i = 0; i < frames; i++) {
      time += everyMs;
      sequence = (sequence + step) >>> 0;
      pace.saw(time, sequence, passedOver);
    }
  }
  return log.lines;
}

const GOOD: Part = { frames: 300, everyMs: 1000 / 30 };
const HALF: Part = { frames: 100, everyMs: 1000 / 15 };

Deno.test("a camera at half its rate for some seconds is said once, with the reason", () => {
  assert.deepEqual(said([GOOD, HALF, GOOD, HALF]), [
    "warn camera gives 15 frames per second, not 30: dim",
  ]);
});

Deno.test("nothing is said of a good camera, of one at 25 Hz, or of a short dip", () => {
  assert.deepEqual(said([GOOD]), []);
  assert.deepEqual(said([{ frames: 300, everyMs: 40 }]), []);
  assert.deepEqual(said([GOOD, { frames: 30, everyMs: 1000 / 15 }, GOOD]), []);
  assert.deepEqual(said([{ frames: 20, everyMs: 5000 }]), [], "a stalled camera is told elsewhere");
});

Deno.test("nothing is said when frames are passed over because newer ones have come", () => {
  const skipping = { frames: 100, everyMs: 2000 / 30, step: 2, passedOver: 1 };
  assert.deepEqual(said([skipping]), []);
});

Deno.test("frames that found no buffer are said once, with what to do", () => {
  const losing = { frames: 100, everyMs: 2000 / 30, step: 2 };
  assert.deepEqual(said([losing], 2), [
    "warn camera lost 30 of 60 frames, because none of its 2 buffers was free; " +
    "--buffers 4 gives it more",
  ]);
  const slow = { frames: 100, everyMs: 5000 / 30, step: 5, passedOver: 2 };
  assert.match(said([slow]).join(), /its 4 buffers was free; the filters take longer/);
});

Deno.test("a stream that starts again is looked at anew", () => {
  const log = new SaidLog();
  const pace = new FrameRateMonitor({
    ...{ subject: "camera", fps: 30, buffers: 4, log, whySlow: () => "dim" },
  });
  for (let i = 0; i < 200; i++) {
    if (i % 40 === 0) pace.restart();
    pace.saw(1000 + i * 1000 / 15, i, 0);
  }
  assert.deepEqual(log.lines, []);
});

function reason(fake: Fake): string {
  const device = new V4l2Device(fake.v4l2, fake.v4l2.kernel, {
    path: "/dev/video0",
    what: "camera",
  });
  try {
    return whySlow(device);
  } finally {
    device.close();
  }
}

deviceTest("the reason names the control that is on, and only then", (fake) => {
  fake.reset("camera");
  assert.match(reason(fake), /^its USB connection is too slow/, "the control is off");
  using panel = fake.devices.controls("/dev/video0");
  const control = panel.list().find(({ name }) => name === "exposure_dynamic_framerate");
  assert.ok(control);
  panel.set(control, 1);
  assert.match(reason(fake), /dim light.*--control exposure_dynamic_framerate=0/);
  fake.set({ noControls: 1 });
  assert.match(reason(fake), /dim light many cameras expose longer; or its USB/);
});

deviceTest("CameraSource tells its pace of every frame", async (fake) => {
  await using camera = openFakeCamera(fake);
  for (let i = 0; i < 70; i++) {
    fake.capture({ value: 1, sequence: i, timeUs: 1e6 + i * 1e6 / 15 });
    (await take(camera)).release();
  }
  assert.equal(fake.log.lines.length, 1);
  assert.match(fake.log.lines[0], /"\/dev\/video0" gives 15 frames per second, not 30: its USB/);
});
