import assert from "node:assert/strict";
import type { Platform } from "../core/run/platform.ts";
import { runScrim } from "../core/run/run.ts";
import { openWasmKernels } from "../ffi/kernels.ts";
import type { Summary } from "../mod.ts";
import { FakeClock } from "./fake_clock.ts";
import { MemoryLog, noMeter, scriptedSource } from "./fakes.ts";

Deno.test("run() tells once a second what it has cost so far, and no more after its end", async () => {
  const clock = new FakeClock();
  const refuse = (): never => {
    throw new Error("not part of this test");
  };
  const platform: Platform = {
    ...{ clock, meter: noMeter, registry: {}, base: "file:///" },
    openKernels: (arena) => openWasmKernels(arena),
    ...{
      openSandbox: refuse,
      devices: () => Promise.resolve(null),
      nativeLibrary: refuse,
      opensLibrary: refuse,
    },
  };
  const told: { summary: Summary; atMs: number }[] = [];
  let beganMs = 0;
  const running = runScrim(
    {
      input: (arena) => {
        beganMs = clock.now();
        return scriptedSource(arena, { frames: 75, fps: 30, luma: () => 100 }, clock);
      },
      ...{ output: "none", onStats: (summary) => told.push({ summary, atMs: clock.now() }) },
    },
    platform,
    new MemoryLog(),
  );
  const summary = await clock.drive(running);
  assert.deepEqual(told.map(({ atMs }) => atMs - beganMs), [1000, 2000]);
  const frames = told.map(({ summary }) => summary.frames.in);
  assert.ok(frames.every((count, i) => Math.abs(count - 30 * (i + 1)) <= 1), `${frames}`);
  assert.equal(summary.frames.in, 75);
  assert.deepEqual(Object.keys(told[0].summary.stages), Object.keys(summary.stages));
  await clock.advance(5000);
  assert.equal(told.length, 2);
});
