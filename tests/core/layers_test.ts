import assert from "node:assert/strict";
import { automaticModel, MODELS, providersFor } from "../../core/layers.ts";

Deno.test("automaticModel() takes the landscape model for wide frames, the general one for square and tall", () => {
  const wide = [[1280, 720], [640, 480], [1280, 1024], [600, 500], [3840, 1080]] as const;
  for (const [width, height] of wide) {
    assert.equal(automaticModel({ width, height }), "landscape", `${width}x${height}`);
  }
  for (const [width, height] of [[599, 500], [480, 480], [720, 1280], [1, 1]] as const) {
    assert.equal(automaticModel({ width, height }), "general", `${width}x${height}`);
  }
});

Deno.test("providersFor() offers the automatic model's person at the model's own size", () => {
  const [provider, ...others] = providersFor({ width: 1920, height: 1080 });
  assert.deepEqual(others, []);
  assert.deepEqual(provider, {
    id: "landscape",
    model: "landscape",
    input: { width: 256, height: 144 },
    layers: [{ name: "person", width: 256, height: 144 }],
    costMs: MODELS.landscape.costMs,
  });
});

Deno.test("providersFor() follows the user whatever the frame's shape", () => {
  const [provider] = providersFor({ width: 1920, height: 1080 }, "general");
  assert.equal(provider?.id, "general");
  assert.deepEqual(provider?.input, { width: 256, height: 256 });
});

Deno.test("providersFor() takes a file's own size, and costs it by its pixels", () => {
  const file = { file: "my/model.tflite", width: 512, height: 288 };
  const [provider] = providersFor({ width: 640, height: 480 }, file);
  assert.equal(provider?.id, "model.tflite");
  assert.deepEqual(provider?.model, file);
  assert.deepEqual(provider?.layers, [{ name: "person", width: 512, height: 288 }]);
  assert.equal(provider?.costMs, 4 * MODELS.landscape.costMs);
});

Deno.test("providersFor() gives plain data: a plan can be printed and compared", () => {
  const providers = providersFor({ width: 1280, height: 720 });
  assert.deepEqual(JSON.parse(JSON.stringify(providers)), providers);
});
