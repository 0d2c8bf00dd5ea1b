import assert from "node:assert/strict";
import { chooseModel, loadModel } from "../../../core/infer/models.ts";
import { addMetadata } from "../../../core/infer/tflite/metadata.ts";
import { MODELS } from "../../../core/layers.ts";
import { tinyModel, withFile } from "./tiny_model.ts";

const MODEL = tinyModel({
  width: 12,
  height: 8,
  channels: [{ weights: [1, 0, 0], bias: 0 }],
});

Deno.test("loadModel() finds the named models, in the size that the table of layers promises", async () => {
  for (const name of ["landscape", "general"] as const) {
    const { file, shape } = await loadModel(name);
    assert.equal(file, name);
    assert.deepEqual(shape, {
      width: MODELS[name].width,
      height: MODELS[name].height,
      channels: 1,
    });
  }
});

Deno.test("loadModel() adds metadata to a file without, and keeps a file that has some", async () => {
  const described = addMetadata(MODEL, { mean: 127.5, std: 127.5 });
  for (
    const [given, expected] of [
      [MODEL, addMetadata(MODEL, { mean: 0, std: 255 })],
      [described, described],
    ] as const
  ) {
    await withFile(given, async (file) => {
      const { bytes } = await loadModel({ file, width: 12, height: 8 });
      assert.deepEqual(bytes, expected);
    });
  }
});

Deno.test("chooseModel() knows the names and reads a file's size", async () => {
  assert.equal(await chooseModel("landscape"), "landscape");
  assert.equal(await chooseModel("general"), "general");
  await withFile(MODEL, async (file) => {
    assert.deepEqual(await chooseModel(file), { file, width: 12, height: 8 });
  });
});

Deno.test("chooseModel() refuses other names, listing what there is", async () => {
  for (const value of ["portrait", "", "toString", "model.onnx"]) {
    await assert.rejects(chooseModel(value), {
      name: "ScrimError",
      code: "USAGE",
      message:
        `Cannot use --model "${value}": unknown, wanted landscape, general or a .tflite file`,
    });
  }
});

Deno.test("chooseModel() says what is wrong with a file", async () => {
  await assert.rejects(chooseModel("/nowhere/x.tflite"), {
    name: "ScrimError",
    code: "MODEL",
    message: 'Cannot read model "/nowhere/x.tflite": no such file',
  });
  await withFile(new Uint8Array(100), async (file) => {
    await assert.rejects(chooseModel(file), {
      name: "ScrimError",
      code: "MODEL",
      message: `Cannot read model "${file}": 100 bytes that are no TensorFlow Lite file`,
    });
  });
});
