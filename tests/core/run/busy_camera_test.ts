import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { openInput } from "../../../core/io/open_input.ts";
import type { Devices } from "../../../core/devices/devices.ts";
import { openKernels } from "../../../mod.ts";
import { FakeClock } from "../../fake_clock.ts";
import { MemoryLog, scriptedSource } from "../../fakes.ts";

/** A camera that other programs have for so many tries. */
async function opening({ busy, patient = true, stopAfter = Infinity }: {
  busy: number;
  patient?: boolean;
  stopAfter?: number;
}) {
  const arena = new Arena();
  const kernels = await openKernels(arena, { ffi: false });
  const log = new MemoryLog();
  const stopper = new AbortController();
  const asked: object[] = [];
  const devices = {
    list: () => [],
    openCamera: (request) => {
      asked.push(request);
      if (asked.length >= stopAfter) stopper.abort(new Error("enough"));
      if (asked.length > busy) {
        return Promise.resolve(scriptedSource(arena, { frames: 1, luma: () => 1 }));
      }
      return Promise.reject(new ScrimError("Cannot open camera: device is busy", { code: "BUSY" }));
    },
  } as Partial<Devices> as Devices;
  const clock = new FakeClock({ skips: true });
  const tools = { arena, kernels, devices, log, clock, live: true, sound: false, patient };
  const opened = openInput({ input: "/dev/video0", signal: stopper.signal }, tools);
  return { opened, asked, log };
}

Deno.test("Scrim waits for a camera in use, and says so once", async () => {
  const { opened, asked, log } = await opening({ busy: 5 });
  assert.equal((await opened).source.info.description, "scripted");
  assert.equal(asked.length, 6);
  assert.deepEqual(log.lines, [
    "warn Cannot open camera: device is busy. Scrim starts as soon as it is free",
  ]);
});

Deno.test("waiting for a camera ends with the run, and does not begin where nobody watches", async () => {
  const stopped = await opening({ busy: Infinity, stopAfter: 3 });
  await assert.rejects(stopped.opened, /enough/);
  const impatient = await opening({ busy: Infinity, patient: false });
  await assert.rejects(impatient.opened, { code: "BUSY" });
  assert.equal(impatient.asked.length, 1);
});

Deno.test("a camera is opened again as it was: same size, rate and layout", async () => {
  const { opened, asked } = await opening({ busy: 0 });
  const { reopen, source } = await opened;
  await reopen?.();
  const { width, height, fps, layout } = source.info;
  assert.deepEqual({ ...asked[1] }, {
    ...{ path: "/dev/video0", width, height, fps, layout },
    ...{ format: undefined, buffers: undefined },
  });
});
