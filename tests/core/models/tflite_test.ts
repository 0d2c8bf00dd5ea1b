import assert from "node:assert/strict";
import * as flatbuffers from "npm:flatbuffers@25.9.23";
import { ScrimError } from "../../../core/base/errors.ts";
import { inspectModel } from "../../../core/models/tflite/inspect.ts";
import { addMetadata } from "../../../core/models/tflite/metadata.ts";
import { tinyModel } from "./tiny_model.ts";

const FILE = "x.tflite";
const MODEL = tinyModel({
  width: 6,
  height: 4,
  channels: [{ weights: [1, 0, 0], bias: 0.5 }],
});

/** The bytes of a published model, which Google's tools made. */
async function published(file: string): Promise<Uint8Array> {
  await import("npm:@mediapipe/selfie_segmentation@0.1.1675465747/package.json", {
    with: { type: "json" },
  });
  const name = `npm:@mediapipe/selfie_segmentation@0.1.1675465747/${file}`;
  return await Deno.readFile(new URL(import.meta.resolve(name)));
}

const LANDSCAPE = await published("selfie_segmentation_landscape.tflite");
const GENERAL = await published("selfie_segmentation.tflite");

/** Gives deterministic pseudo-random numbers of 0..1. */
function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Checks that `inspectModel()` either accepts the file or throws a proper error. */
function accepted(bytes: Uint8Array): boolean {
  try {
    inspectModel(bytes, FILE);
    return true;
  } catch (error) {
    assert.ok(error instanceof ScrimError, String(error));
    assert.equal(error.code, "MODEL");
    assert.match(error.message, /^Cannot read model "x\.tflite": /);
    return false;
  }
}

Deno.test("inspectModel() reads the published selfie models", () => {
  const landscape = inspectModel(LANDSCAPE, FILE);
  assert.deepEqual(landscape.inputs.map(({ shape, type }) => [shape, type]), [
    [[1, 144, 256, 3], "float32"],
  ]);
  assert.deepEqual(landscape.outputs.map(({ shape, type }) => [shape, type]), [
    [[1, 144, 256, 1], "float32"],
  ]);
  assert.equal(landscape.hasMetadata, false);
  assert.deepEqual(inspectModel(GENERAL, FILE).inputs[0]?.shape, [1, 256, 256, 3]);
});

Deno.test("inspectModel() refuses files that are not TFLite files", () => {
  for (const text of ["", "TFL3", "<!doctype html><title>404</title>", "\0\0\0\0TFL4........"]) {
    assert.throws(() => inspectModel(new TextEncoder().encode(text), FILE), {
      name: "ScrimError",
      code: "MODEL",
      message: `Cannot read model "x.tflite": ${text.length} bytes, not a TensorFlow Lite file`,
    });
  }
});

Deno.test("inspectModel() refuses a published model that was truncated anywhere", () => {
  for (const model of [LANDSCAPE, GENERAL]) {
    const next = randomness(7);
    const lengths = Array.from({ length: 300 }, () => Math.floor(next() * model.length));
    for (const length of [...lengths, 8, 9, 40, model.length - 1024, model.length - 16]) {
      assert.equal(accepted(model.subarray(0, length)), false, `${length} of ${model.length}`);
    }
  }
});

Deno.test("inspectModel() either reads or refuses a damaged file", () => {
  const next = randomness(42);
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const damaged = MODEL.slice();
    const hits = 1 + Math.floor(next() * 8);
    for (let i = 0; i < hits; i++) {
      const at = 8 + Math.floor(next() * (damaged.length - 8));
      damaged[at] = Math.floor(next() * 256);
    }
    if (!accepted(damaged)) refused++;
  }
  assert.ok(refused > 500, `${refused} refused`);
});

Deno.test("inspectModel() refuses random bytes after a valid file identifier", () => {
  const next = randomness(1);
  for (let round = 0; round < 500; round++) {
    const bytes = Uint8Array.from({ length: 600 }, () => Math.floor(next() * 256));
    bytes.set(new TextEncoder().encode("TFL3"), 4);
    assert.equal(accepted(bytes), false);
  }
});

Deno.test("addMetadata() keeps all bytes of the model and their alignment", () => {
  for (const model of [MODEL, LANDSCAPE, GENERAL]) {
    const before = model.slice();
    const whole = addMetadata(model, { mean: 0, std: 255 });
    const start = whole.length - model.length;
    assert.equal(start % 64, 0);
    assert.deepEqual(whole.subarray(start), before);
    assert.deepEqual(model, before);
  }
});

Deno.test("addMetadata() does not change the inputs and outputs of a model", () => {
  for (const model of [MODEL, LANDSCAPE, GENERAL]) {
    const whole = inspectModel(addMetadata(model, { mean: 0, std: 255 }), FILE);
    assert.deepEqual(whole, { ...inspectModel(model, FILE), hasMetadata: true });
  }
});

/** The table that field `index` of the table at `at` refers to, read with Google's library. */
function follow(buffer: flatbuffers.ByteBuffer, at: number, index: number): number {
  const offset = buffer.__offset(at, 4 + 2 * index);
  assert.ok(offset > 0, `field ${index} is missing`);
  return buffer.__indirect(at + offset);
}

/** Element `index` of the vector of tables in a field. */
function element(
  buffer: flatbuffers.ByteBuffer,
  at: number,
  [field, index]: [field: number, index: number],
): number {
  const offset = buffer.__offset(at, 4 + 2 * field);
  assert.ok(index < buffer.__vector_len(at + offset));
  return buffer.__indirect(buffer.__vector(at + offset) + 4 * index);
}

Deno.test("addMetadata() writes RGB, mean and std so that the flatbuffers library reads them", () => {
  const buffer = new flatbuffers.ByteBuffer(addMetadata(LANDSCAPE, { mean: 127.5, std: 64 }));
  const root = buffer.__indirect(0);
  const entry = element(buffer, root, [6, 0]);
  assert.equal(buffer.__string(entry + buffer.__offset(entry, 4)), "TFLITE_METADATA");
  const holder = element(buffer, root, [4, buffer.readInt32(entry + buffer.__offset(entry, 6))]);
  const data = holder + buffer.__offset(holder, 4);
  const start = buffer.__vector(data);
  assert.equal(start % 16, 0);
  const bytes = buffer.bytes().subarray(start, start + buffer.__vector_len(data));

  const metadata = new flatbuffers.ByteBuffer(bytes.slice());
  assert.equal(metadata.getBufferIdentifier(), "M001");
  const graph = element(metadata, metadata.__indirect(0), [3, 0]);
  const input = element(metadata, graph, [2, 0]);
  const content = follow(metadata, input, 3);
  const image = follow(metadata, content, 1);
  assert.equal(metadata.readInt8(image + metadata.__offset(image, 4)), 1); // RGB
  const normalize = follow(metadata, element(metadata, input, [4, 0]), 1);
  const first = (index: number): number =>
    metadata.readFloat32(metadata.__vector(normalize + metadata.__offset(normalize, index)));
  assert.deepEqual([first(4), first(6)], [127.5, 64]);
});
