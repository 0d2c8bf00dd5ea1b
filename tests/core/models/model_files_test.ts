import assert from "node:assert/strict";
import { unzipSync } from "npm:fflate@0.8.2";
import { KEYPOINTS, MULTICLASS } from "../../../core/layers/names.ts";
import { chooseModel, loadModel, type LoadTools } from "../../../core/models/model_files.ts";
import { inspectModel } from "../../../core/models/tflite/inspect.ts";
import { addMetadata } from "../../../core/models/tflite/metadata.ts";
import { SEGMENTERS } from "../../../core/layers/providers.ts";
import { FakeClock } from "../../fake_clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { packLabels } from "./label_metadata.ts";
import { Server, wellBehaved } from "./store/server.ts";
import { pin, refusal, Shelf } from "./store/shelf.ts";
import { colourModel, tinyModel, withFile } from "./tiny_model.ts";

const MODEL = tinyModel({
  width: 12,
  height: 8,
  channels: [{ weights: [1, 0, 0], bias: 0 }],
});
const LABELLED = colourModel({
  width: 12,
  height: 8,
  classes: [
    { label: "Background", rgb: [0, 0, 0] },
    { label: "Potted Plant", rgb: [0, 255, 0] },
  ],
  labels: true,
});
const ONE_CHANNEL = { width: 12, height: 8, labels: [], channels: 1 } as const;

function tools(): LoadTools & { readonly log: MemoryLog } {
  return { clock: new FakeClock(), log: new MemoryLog() };
}

Deno.test("loadModel() loads the named models, which have the sizes in the table of segmenters", async () => {
  for (const name of ["landscape", "general"] as const) {
    const { file, shape, labels } = await loadModel(name, tools());
    assert.equal(file, name);
    assert.deepEqual(labels, []);
    const { width, height } = SEGMENTERS[name];
    assert.deepEqual(shape, { width, height, channels: 1 });
  }
});

Deno.test("loadModel() makes a task bundle of the two models of the pose package", async () => {
  const { file, bytes, shape } = await loadModel("pose", tools());
  assert.deepEqual([file, shape], ["pose", null]);
  const entries = unzipSync(bytes);
  assert.deepEqual(Object.keys(entries), [
    "pose_detector.tflite",
    "pose_landmarks_detector.tflite",
  ]);
  for (
    const [name, input] of [["pose_detector.tflite", 224], ["pose_landmarks_detector.tflite", 256]]
  ) {
    const { inputs, hasMetadata } = inspectModel(entries[name] ?? new Uint8Array(), `${name}`);
    assert.deepEqual(inputs.map(({ shape }) => shape), [[1, input, input, 3]]);
    assert.ok(hasMetadata);
  }
});

Deno.test("loadModel() gives the landmark model with its heatmaps", async () => {
  const { bytes, shape } = await loadModel("heatmaps", tools());
  assert.equal(shape, null);
  const { outputs } = inspectModel(bytes, "heatmaps");
  const maps = outputs.filter(({ shape }) => shape.join() === `1,64,64,${KEYPOINTS.length + 6}`);
  assert.equal(maps.length, 1);
});

Deno.test("loadModel() downloads multiclass, reports progress and names the parts", async () => {
  const served = colourModel({
    width: 256,
    height: 256,
    classes: MULTICLASS.map((label, i) => ({ label, rgb: [40 * i, 0, 0] })),
    labels: true,
  });
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(served));
  const store = {
    folder: shelf.folder,
    base: server.base,
    multiclass: pin("parts.tflite", served),
  };
  const received: number[] = [];
  const { file, bytes, shape, labels } = await loadModel("multiclass", {
    ...tools(),
    store,
    progress: (progress) => received.push(progress.received),
  });
  assert.equal(file, "multiclass");
  assert.deepEqual(bytes, served);
  assert.deepEqual(shape, { width: 256, height: 256, channels: 6 });
  assert.deepEqual(labels, MULTICLASS);
  assert.deepEqual([received[0], received.at(-1)], [0, served.length]);
  assert.deepEqual(await shelf.files(), ["parts.tflite"]);
});

Deno.test("loadModel() accepts only the pinned bytes for multiclass", async () => {
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(MODEL));
  const { message, hint } = await refusal(
    loadModel("multiclass", { ...tools(), store: { folder: shelf.folder, base: server.base } }),
  );
  assert.match(message, /: the file has \d+ bytes on the server, wanted 16371837$/);
  const path =
    "image_segmenter/selfie_multiclass_256x256/float32/1/selfie_multiclass_256x256.tflite";
  assert.equal(
    hint,
    `download ${server.base}${path} in another way and save it as ${shelf.folder}/` +
      "selfie_multiclass_256x256.tflite; it must have 16371837 bytes and SHA-256 " +
      "c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0",
  );
});

Deno.test("loadModel() refuses a multiclass model that does not have six classes", async () => {
  await using shelf = new Shelf();
  await using server = new Server(wellBehaved(LABELLED));
  const store = {
    folder: shelf.folder,
    base: server.base,
    multiclass: pin("two.tflite", LABELLED),
  };
  const { message } = await refusal(loadModel("multiclass", { ...tools(), store }));
  assert.equal(
    message,
    'Cannot use model "multiclass": it gives 2 masks of 12x8, wanted 6 of 256x256',
  );
});

Deno.test("loadModel() adds metadata to a file that has none, and does not change one that has them", async () => {
  const described = addMetadata(MODEL, { mean: 127.5, std: 127.5 });
  for (
    const [given, expected] of [
      [MODEL, addMetadata(MODEL, { mean: 0, std: 255 })],
      [described, described],
    ] as const
  ) {
    await withFile(given, async (file) => {
      const { bytes } = await loadModel({ file, ...ONE_CHANNEL }, tools());
      assert.deepEqual(bytes, expected);
    });
  }
});

Deno.test("loadModel() reads the same labels as chooseModel()", async () => {
  await withFile(LABELLED, async (file) => {
    const chosen = await chooseModel(file);
    assert.deepEqual(chosen, {
      file,
      width: 12,
      height: 8,
      labels: ["background", "potted-plant"],
      channels: 2,
    });
    const { labels, shape } = await loadModel(chosen, tools());
    assert.deepEqual(labels, ["background", "potted-plant"]);
    assert.deepEqual(shape, { width: 12, height: 8, channels: 2 });
  });
});

Deno.test("loadModel() rejects when its signal is already aborted", async () => {
  const signal = AbortSignal.abort(new DOMException("Stopped", "AbortError"));
  for (const name of ["landscape", "multiclass", "pose", "heatmaps"] as const) {
    await assert.rejects(loadModel(name, { ...tools(), signal }), { name: "AbortError" });
  }
});

Deno.test("chooseModel() accepts names, and reads the size of a file", async () => {
  for (const name of ["landscape", "general", "multiclass"] as const) {
    assert.equal(await chooseModel(name), name);
  }
  await withFile(MODEL, async (file) => {
    assert.deepEqual(await chooseModel(file), { file, ...ONE_CHANNEL });
  });
});

Deno.test("chooseModel() refuses unknown names and lists the known ones", async () => {
  for (const value of ["portrait", "", "toString", "model.onnx", "pose", "heatmaps"]) {
    await assert.rejects(chooseModel(value), {
      name: "ScrimError",
      code: "USAGE",
      message: `Cannot use --model "${value}": unknown, ` +
        "wanted landscape, general, multiclass or a .tflite file",
    });
  }
});

Deno.test("chooseModel() reports what is wrong with a file", async () => {
  await assert.rejects(chooseModel("/nowhere/x.tflite"), {
    name: "ScrimError",
    code: "MODEL",
    message: 'Cannot read model "/nowhere/x.tflite": no such file',
  });
  await withFile(new Uint8Array(100), async (file) => {
    await assert.rejects(chooseModel(file), {
      name: "ScrimError",
      code: "MODEL",
      message: `Cannot read model "${file}": 100 bytes, not a TensorFlow Lite file`,
    });
  });
  await withFile(packLabels(LABELLED, ["only one"]), async (file) => {
    await assert.rejects(chooseModel(file), {
      name: "ScrimError",
      code: "MODEL",
      message: `Cannot read the labels of model "${file}": 1 labels for 2 channels`,
    });
  });
});
