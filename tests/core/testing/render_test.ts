import assert from "node:assert/strict";
import { makeFrame, pixelAt, renderPlugin } from "../../../core/testing/mod.ts";
import { good, mutant } from "./good_plugins.ts";

Deno.test("makeFrame() paints planes by numbers and by functions of column and row", () => {
  const frame = makeFrame(5, 3, { y: (x, y) => 10 * x + y, u: 7 });
  assert.deepEqual([...frame.y.data], [0, 10, 20, 30, 40, 1, 11, 21, 31, 41, 2, 12, 22, 32, 42]);
  assert.deepEqual([frame.u.width, frame.u.height, ...frame.u.data], [3, 2, 7, 7, 7, 7, 7, 7]);
  assert.deepEqual([...frame.v.data], [128, 128, 128, 128, 128, 128]);
  assert.equal(pixelAt(frame.y, 3, 2), 32);
});

Deno.test("renderPlugin() gives what process() made and leaves the picture as it was", async () => {
  const frame = makeFrame(7, 5, { y: (x) => 30 * x, u: 100, v: 150 });
  const result = await renderPlugin(good.new, { frame });
  assert.deepEqual([...result.y.data.subarray(0, 7)], [255, 225, 195, 165, 135, 105, 75]);
  assert.deepEqual([pixelAt(result.u, 3, 2), pixelAt(result.v, 0, 0)], [155, 105]);
  assert.deepEqual([pixelAt(frame.y, 1, 1), pixelAt(frame.u, 0, 0)], [30, 100]);
});

Deno.test("renderPlugin() shows drawn layers, at the place where they were drawn", async () => {
  const frame = makeFrame(64, 48, { y: 200 });
  const person = (x: number, y: number): number => x < 0.5 && y < 0.5 ? 255 : 0;
  const result = await renderPlugin(good.background, { frame, layers: { person } });
  const corners = [[5, 5], [58, 5], [5, 42], [58, 42]].map(([x, y]) => pixelAt(result.y, x, y));
  assert.deepEqual(corners, [200, 80, 80, 80]);
});

Deno.test("renderPlugin() hands over labels and points as they were drawn", async () => {
  let seen: unknown;
  const plugin = mutant("read", {
    layers: [{ name: "parts", size: "native" }, { name: "landmarks" }],
    process: ({ layers }: { layers: Record<string, unknown> }) => {
      const { parts, landmarks } = layers as {
        parts: { data: Uint8Array; names: string[] };
        landmarks: { values: Float32Array; names: string[] };
      };
      seen = [parts.data[0], parts.names[3], landmarks.values[1], landmarks.names[0]];
    },
  });
  const landmarks = new Float32Array(33 * 4).fill(0.25);
  await renderPlugin(plugin, { layers: { parts: () => 3, landmarks } });
  assert.deepEqual(seen, [3, "face-skin", 0.25, "nose"]);
});

Deno.test("renderPlugin() shows a picture as often as it is told, options as given", async () => {
  const frame = makeFrame(8, 8, { y: 10 });
  const options = { strength: 5 };
  const result = await renderPlugin(good["in-place"], { frame, options, frames: 3 });
  assert.equal(pixelAt(result.y, 4, 4), 15);
  await assert.rejects(renderPlugin(good["in-place"], { options: { strength: 101 } }), {
    code: "USAGE",
  });
  let calls = 0;
  const counter = mutant("read", { process: () => calls++ });
  const same = await renderPlugin(counter, { frame, frames: 3 });
  assert.deepEqual([calls, pixelAt(same.y, 0, 0), same.width], [3, 10, 8]);
});

Deno.test("renderPlugin() converts for an RGBA filter and gives I420 back", async () => {
  const grey = makeFrame(16, 16, { y: 126 });
  const { y, u, v } = await renderPlugin(good.rgba, { frame: grey });
  // BT.601: grey 128 with half its blue is (128, 128, 64): luma 16 + (65.7·128 + 129·128 + 25.1·64) / 256
  assert.ok(Math.abs(pixelAt(y, 8, 8) - 119.7) <= 1.5, `${pixelAt(y, 8, 8)}`);
  assert.ok(Math.abs(pixelAt(u, 4, 4) - 99.9) <= 1.5, `${pixelAt(u, 4, 4)}`);
  assert.ok(Math.abs(pixelAt(v, 4, 4) - 132.6) <= 1.5, `${pixelAt(v, 4, 4)}`);
});
