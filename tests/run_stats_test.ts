import assert from "node:assert/strict";
import { run, type Summary } from "../mod.ts";
import { MemoryLog } from "./fakes.ts";

Deno.test("run() tells once a second what it has cost so far, and no more after its end", async () => {
  const told: Summary[] = [];
  const summary = await run({
    ...{ input: "demo", output: "none", size: { width: 320, height: 180 }, fps: 30, frames: 75 },
    ...{ onStats: (soFar: Summary) => told.push(soFar), log: new MemoryLog() },
  });
  assert.ok(told.length >= 2, `told ${told.length} times in 2.5 s`);
  const frames = told.map((soFar) => soFar.frames.in);
  assert.ok(frames.every((count, i) => i === 0 || count > frames[i - 1]), `${frames}`);
  assert.equal(summary.frames.in, 75);
  assert.deepEqual(Object.keys(told[0].stages), Object.keys(summary.stages));
  const { length } = told;
  await new Promise((resolve) => setTimeout(resolve, 1200));
  assert.equal(told.length, length);
});
