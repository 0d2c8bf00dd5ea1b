import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { startEngine } from "../../../../core/models/worker_engine.ts";
import { spawnWorker } from "../../../../core/models/spawn_worker.ts";
import { writeHeatmap } from "../../../../core/models/worker/heatmap.ts";
import { allocateInput } from "../../../../core/models/model_input.ts";
import { heatmapModel } from "../../../../core/models/pose_models.ts";
import type { SharedLayer } from "../../../../core/models/protocol.ts";
import { inspectModel } from "../../../../core/models/tflite/inspect.ts";
import { keepChannels } from "../../../../core/models/tflite/keep_channels.ts";
import { WorkerLink } from "../../../../core/models/worker_link.ts";
import { KEYPOINTS } from "../../../../core/layers/names.ts";
import { providersFor } from "../../../../core/layers/providers.ts";
import { MemoryLog } from "../../../fakes.ts";
import { knownProvider } from "../file_provider.ts";
import { mapModel } from "../map_model.ts";
import { systemClock } from "../../../../core/base/clock.ts";

/** As many channels as the landmark model has, with different weights. Logits are about -5 to 5. */
const CHANNELS = Array.from({ length: 39 }, (_, c) => ({
  weights: [(c % 5) * 2 - 4, (c % 3) * 3 - 3, (c % 7) - 3] as const,
  bias: c % 4 - 2,
}));
const MODEL = mapModel(CHANNELS);

Deno.test("heatmaps have the model's own values, for the required keypoints and the frame's part of the square", async () => {
  const arena = new Arena();
  const size = { width: 116, height: 64 };
  const { input, picture } = allocateInput("heatmaps", size, arena);
  const names = ["right_ankle", "nose", "left_wrist"] as const;
  const layers = names.map((name): SharedLayer => (
    { name: `heatmaps/${name}`, width: 29, height: 16, data: arena.bytes(29 * 16) }
  ));
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = y * input.stride + 4 * x;
      input.data.set([(x * 53 + y * 7) % 256, (x * 11 + y * 97) % 256, (x * y) % 256, 255], at);
    }
  }
  const link = new WorkerLink(spawnWorker(), {
    model: "maps",
    clock: systemClock,
    log: new MemoryLog(),
  });
  try {
    const order = { task: "heatmaps", file: "maps", labels: [], channels: 0 } as const;
    await link.ask({ ...order, model: MODEL.slice(), input: picture, layers });
    await link.ask(1);
  } finally {
    link.end(new Error("done"));
  }
  for (const [i, name] of names.entries()) {
    const { weights, bias } = CHANNELS[KEYPOINTS.indexOf(name)] ?? assert.fail(name);
    for (let point = 0; point < 29 * 16; point++) {
      const at = Math.floor(point / 29) * 4 * input.stride + (point % 29) * 16;
      const logit = weights.reduce(
        (sum, w, c) => sum + w * (input.data[at + c] ?? NaN) / 255,
        bias,
      );
      const exact = 255 / (1 + Math.exp(-logit));
      const given = layers[i]?.data[point] ?? NaN;
      assert.ok(Math.abs(given - exact) <= 0.6, `${name} ${point}: ${given}, ${exact}`);
    }
  }
});

Deno.test("heatmapModel() gives one output with the required channels, and ends with the bytes of the original file", () => {
  const model = heatmapModel(MODEL, [4, 0]);
  const { inputs, outputs, hasMetadata } = inspectModel(model, "maps");
  assert.deepEqual(inputs.map(({ shape }) => shape), [[1, 256, 256, 3]]);
  assert.deepEqual(outputs.map(({ shape }) => shape), [[1, 64, 64, 2]]);
  assert.equal(hasMetadata, true);
  assert.deepEqual(model.subarray(model.length - MODEL.length), MODEL);
});

Deno.test("heatmapModel() refuses a model without such maps and lists its outputs", () => {
  assert.throws(() => heatmapModel(mapModel(CHANNELS.slice(1)), [0]), {
    name: "ScrimError",
    code: "MODEL",
    message: 'Cannot use model "heatmaps": its outputs are [1,256,256,1], [1,64,64,38], ' +
      "wanted [1,64,64,39]",
  });
});

Deno.test("keepChannels() refuses channels that do not exist", () => {
  for (const channels of [[39], [-1], [0, 99]]) {
    assert.throws(() => keepChannels(heatmapModel(MODEL, [0, 1, 2]), channels), RangeError);
  }
});

Deno.test("allocateInput() puts the frame at the top of a black square, on a column of the map", () => {
  const arena = new Arena();
  for (const [width, height, left] of [[156, 88, 48], [88, 156, 84], [256, 88, 0], [4, 4, 124]]) {
    const { input, picture } = allocateInput("heatmaps", { width, height }, arena);
    assert.deepEqual([input.width, input.height, input.stride], [width, height, 1024]);
    assert.deepEqual([picture.width, picture.height, picture.left], [256, 256, left]);
    for (let row = 0; row < height; row++) {
      input.data.fill(255, row * input.stride, row * input.stride + 4 * width);
    }
    const rows = Array.from(
      { length: 256 },
      (_, y) => picture.data.subarray(1024 * y, 1024 * y + 1024),
    );
    for (const [y, row] of rows.entries()) {
      assert.equal(row.indexOf(255), y < height ? 4 * left : -1);
      assert.equal(row.filter((value) => value === 255).length, y < height ? 4 * width : 0);
    }
  }
});

Deno.test("one heatmap of the real model is the same alone and among all, and copies only its own bytes", async () => {
  const provider = knownProvider("heatmaps");
  const nose = "heatmaps/nose";
  const found: Uint8Array[] = [];
  for (const layers of [[nose], KEYPOINTS.map((name) => `heatmaps/${name}`)]) {
    await using engine = await startEngine(provider, {
      layers,
      arena: new Arena(),
      log: new MemoryLog(),
    });
    const { width, height, stride, data } = engine.input;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const face = (x - 78) ** 2 + (y - 30) ** 2 < 400;
        data.set(face ? [220, 170, 140, 255] : [60, 80, 100, 255], y * stride + 4 * x);
      }
    }
    await engine.infer(1);
    const map = engine.layers.get(nose);
    assert.ok(map && "data" in map);
    assert.equal(engine.bytesCopied, layers.length * map.width * map.height);
    found.push(map.data.slice());
  }
  const [alone, among] = found;
  assert.ok(
    alone && among && alone.some((value) => value > 20),
    "the model finds something in a disc, which resembles a face",
  );
  assert.ok(alone.every((value, i) => Math.abs(value - (among[i] ?? NaN)) <= 1));
});

Deno.test("the frame's part of the heatmaps has the frame's aspect ratio, in whole points", () => {
  for (const [width, height] of [[1280, 720], [640, 480], [720, 1280], [500, 500], [3000, 200]]) {
    const provider = providersFor({ width, height }).find(({ id }) => id === "heatmaps");
    assert.ok(provider);
    const [map] = provider.layers;
    assert.ok(map);
    assert.deepEqual(provider.input, { width: 4 * map.width, height: 4 * map.height });
    assert.ok(Math.max(map.width, map.height) <= 64);
    assert.ok(Math.abs(map.width / map.height / (width / height) - 1) < 0.07, `${width}x${height}`);
  }
});

Deno.test("writeHeatmap() refuses logits that are not finite", () => {
  const window = { stride: 8, left: 0, width: 2, height: 2 };
  const into = new Uint8ClampedArray(4);
  writeHeatmap(new Float32Array(64), into, window);
  assert.deepEqual([...into], [128, 128, 128, 128]);
  for (const bad of [NaN, Infinity, -Infinity]) {
    const logits = new Float32Array(64);
    logits[4 * 8 + 5] = bad;
    assert.throws(() => writeHeatmap(logits, into, window), {
      name: "RangeError",
      message: "the heatmap has values that are not finite",
    });
  }
});
