import assert from "node:assert/strict";
import { BODY_PARTS, KEYPOINTS } from "../../../core/layers/names.ts";
import { automaticModel, providersFor, SEGMENTERS } from "../../../core/layers/providers.ts";

Deno.test("automaticModel() chooses the landscape model for wide frames and the general one for square and tall frames", () => {
  const wide = [[1280, 720], [640, 480], [1280, 1024], [600, 500], [3840, 1080]] as const;
  for (const [width, height] of wide) {
    assert.equal(automaticModel({ width, height }), "landscape", `${width}x${height}`);
  }
  for (const [width, height] of [[599, 500], [480, 480], [720, 1280], [1, 1]] as const) {
    assert.equal(automaticModel({ width, height }), "general", `${width}x${height}`);
  }
});

const named = (
  frame: { width: number; height: number },
  model?: Parameters<typeof providersFor>[1],
) => providersFor(frame, model).map(({ id }) => id);
const HD = { width: 1920, height: 1080 };

Deno.test("providersFor() gives the person mask of the automatic model at the model's own size", () => {
  const [provider] = providersFor(HD);
  assert.deepEqual(provider, {
    id: "landscape",
    model: "landscape",
    input: { width: 256, height: 144 },
    layers: [{ name: "person", kind: "mask", width: 256, height: 144 }],
    costMs: SEGMENTERS.landscape.costMs,
  });
});

Deno.test("providersFor() gives every layer of the contract", () => {
  assert.deepEqual(named(HD), ["landscape", "multiclass", "heatmaps", "pose"]);
  const layers = providersFor(HD).flatMap((provider) => provider.layers);
  const names = layers.map(({ name }) => name);
  for (const name of ["person", "parts", "parts/hair", "parts/face-skin", "landmarks"]) {
    assert.ok(names.includes(name), name);
  }
  for (const point of KEYPOINTS) assert.ok(names.includes(`heatmaps/${point}`), point);
  for (const part of BODY_PARTS) {
    const layer = layers.find(({ name }) => name === `parts/${part}`);
    assert.equal(layer?.approximate, true, `${part} is marked as approximate`);
  }
});

Deno.test("providersFor() uses the user's model for every frame size", () => {
  const [provider] = providersFor(HD, "general");
  assert.equal(provider?.id, "general");
  assert.deepEqual(provider?.input, { width: 256, height: 256 });
  assert.deepEqual(named(HD, "multiclass"), ["multiclass", "heatmaps", "pose"]);
});

Deno.test("providersFor() removes the layers of the user's model from all other models", () => {
  const file = { file: "x.tflite", width: 64, height: 64, channels: 1, labels: [] };
  for (const model of ["landscape", "general", "multiclass", file] as const) {
    const [chosen, ...others] = providersFor(HD, model);
    const given = chosen.layers.map(({ name }) => name);
    assert.ok(given.includes("person"));
    for (const { id, layers } of others) {
      assert.deepEqual(layers.filter(({ name }) => given.includes(name)), [], id);
    }
    const all = [chosen, ...others].flatMap(({ layers }) => layers.map(({ name }) => name));
    assert.ok(all.includes("landmarks") && all.includes("parts/torso_front"));
  }
});

Deno.test("providersFor() uses the size and labels of a model file, and estimates its cost from its pixels", () => {
  const file = { file: "my/model.tflite", width: 512, height: 288, channels: 3 };
  const labelled = { ...file, labels: ["background", "cat", "person"] };
  const [provider, ...others] = providersFor({ width: 640, height: 480 }, labelled);
  assert.equal(provider?.id, "model.tflite");
  assert.deepEqual(provider?.model, labelled);
  assert.deepEqual(provider?.layers.map(({ name, kind }) => `${name} ${kind}`), [
    ...["person mask", "parts labels", "parts/cat mask", "parts/person mask"],
  ]);
  assert.deepEqual(provider?.layers[1].names, labelled.labels);
  assert.equal(provider?.costMs, 4 * SEGMENTERS.landscape.costMs);
  assert.deepEqual(others.map(({ id }) => id), ["heatmaps", "pose"]);
});

Deno.test("providersFor() adds a person model to a model file without a person mask", () => {
  const file = { file: "cats.tflite", width: 64, height: 64, channels: 2, labels: ["cat", "dog"] };
  assert.deepEqual(named(HD, file), ["cats.tflite", "landscape", "heatmaps", "pose"]);
  const nameless = { ...file, labels: [] };
  assert.deepEqual(named(HD, nameless), ["cats.tflite", "multiclass", "heatmaps", "pose"]);
});

Deno.test("providersFor() gives plain JSON", () => {
  const providers = providersFor({ width: 1280, height: 720 });
  assert.deepEqual(JSON.parse(JSON.stringify(providers)), providers);
});
