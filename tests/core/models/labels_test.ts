import assert from "node:assert/strict";
import { unzipSync, zipSync } from "npm:fflate@0.8.2";
import { ScrimError } from "../../../core/base/errors.ts";
import { inspectModel } from "../../../core/models/tflite/inspect.ts";
import { layerNames, readLabels } from "../../../core/models/tflite/labels.ts";
import { addMetadata } from "../../../core/models/tflite/metadata.ts";
import { readAppendedZip } from "../../../core/models/tflite/zip_reader.ts";
import { storedZip } from "../../../core/models/tflite/zip_writer.ts";
import { labelMetadata, packLabels } from "./label_metadata.ts";
import { colourModel, tinyModel } from "./tiny_model.ts";

const FILE = "x.tflite";
const RED = { weights: [1, 0, 0], bias: 0 } as const;
const PLAIN = tinyModel({ width: 6, height: 4, channels: [RED, RED] });
const DESCRIBED = tinyModel({
  width: 6,
  height: 4,
  channels: [RED, RED],
  metadata: labelMetadata(),
});
const TWO = { channels: 2, file: FILE };

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

async function refused(bytes: Uint8Array<ArrayBuffer>, channels = 2): Promise<string> {
  const error = await readLabels(bytes, { channels, file: FILE }).then(
    () => null,
    (error) => error,
  );
  assert.ok(error instanceof ScrimError, String(error));
  assert.equal(error.code, "MODEL");
  assert.ok(error.hint);
  const prefix = 'Cannot read the labels of model "x.tflite": ';
  assert.ok(error.message.startsWith(prefix), error.message);
  return error.message.slice(prefix.length);
}

Deno.test("readLabels() reads the labels of a model's channels in order", async () => {
  const model = colourModel({
    width: 4,
    height: 4,
    classes: [
      { label: "background", rgb: [0, 0, 0] },
      { label: "hair", rgb: [255, 0, 0] },
      { label: "face-skin", rgb: [0, 255, 0] },
    ],
    labels: true,
  });
  const { bytes, labels } = await readLabels(model, { channels: 3, file: FILE });
  assert.deepEqual(labels, ["background", "hair", "face-skin"]);
  assert.equal(bytes, model); // not repacked, since MediaPipe can read it
});

Deno.test("readLabels() finds no labels if there are no metadata, or no labels of channels", async () => {
  const other = tinyModel({
    width: 6,
    height: 4,
    channels: [RED, RED],
    metadata: labelMetadata({ type: 3 }), // names of values, not of channels
  });
  const silent = addMetadata(PLAIN, { mean: 0, std: 255 });
  for (const model of [PLAIN, silent, other, packLabels(PLAIN, ["a", "b"])]) {
    const { bytes, labels } = await readLabels(model, TWO);
    assert.deepEqual(labels, []);
    assert.equal(bytes, model);
  }
});

Deno.test("readLabels() reads zip files of different tools: offsets from either start, comments, CRLF", async () => {
  const text = new TextEncoder().encode("Sky\r\nDining Table\r\n");
  const alone = zipSync({ "labels.txt": text }, { level: 0, comment: "by hand" } as never);
  const { labels } = await readLabels(joined(DESCRIBED, alone), TWO);
  assert.deepEqual(labels, ["sky", "dining-table"]);

  // When it appends to a file, Python's zipfile counts offsets from the start of that file.
  const appended = joined(DESCRIBED, alone);
  const view = new DataView(appended.buffer);
  const end = appended.lastIndexOf(0x05) - 2; // P K 5 6
  assert.equal(view.getUint32(end, true), 0x06054b50);
  const directory = view.getUint32(end + 16, true) + DESCRIBED.length;
  view.setUint32(end + 16, directory, true);
  view.setUint32(directory + 42, DESCRIBED.length, true);
  assert.deepEqual((await readLabels(appended, TWO)).labels, ["sky", "dining-table"]);
});

Deno.test("readLabels() replaces deflated labels with stored ones, which MediaPipe can read", async () => {
  const names = ["background", "x".repeat(2000)];
  const model = packLabels(DESCRIBED, names, { deflate: true });
  assert.ok(model.length < DESCRIBED.length + 500); // it is really deflated
  const { bytes, labels } = await readLabels(model, TWO);
  assert.deepEqual(labels, names);
  assert.deepEqual(bytes.subarray(0, DESCRIBED.length), DESCRIBED);
  const zip = unzipSync(bytes.slice(DESCRIBED.length));
  assert.equal(new TextDecoder().decode(zip["labels.txt"]), `${names.join("\n")}\n`);
  assert.equal((await readAppendedZip(bytes))?.deflated, false);
});

Deno.test("readLabels() refuses labels whose number is not that of the channels", async () => {
  assert.equal(await refused(packLabels(DESCRIBED, ["a"])), "1 labels for 2 channels");
  assert.equal(await refused(packLabels(DESCRIBED, ["a", "b", "c"])), "3 labels for 2 channels");
  assert.equal(await refused(packLabels(DESCRIBED, [])), "0 labels for 2 channels");
});

Deno.test("readLabels() names the missing file of labels", async () => {
  assert.equal(await refused(DESCRIBED), 'it does not contain the file "labels.txt"');
  const other = packLabels(DESCRIBED, ["a", "b"], { file: "names.txt" });
  assert.equal(await refused(other), 'it does not contain the file "labels.txt"');
});

Deno.test("readLabels() refuses labels that are damaged, encrypted or too large", async () => {
  const good = packLabels(DESCRIBED, ["first", "second"]);
  const at = (text: string): number => new TextDecoder("latin1").decode(good).lastIndexOf(text);
  const changed = (position: number, value: number): Uint8Array<ArrayBuffer> =>
    good.with(position, value);
  const central = at("PK\x01\x02");
  assert.equal(await refused(changed(at("second"), 0)), '"labels.txt" in its zip file is damaged');
  assert.equal(await refused(changed(central, 0)), "the directory of its zip file is damaged");
  assert.match(await refused(changed(central + 8, 1)), /packed by method 0, wanted 0 or 8/);
  assert.match(await refused(changed(central + 10, 12)), /packed by method 12, wanted 0 or 8/);
  assert.match(
    await refused(changed(central + 26, 0x20)),
    /in its zip file has 209\d+ bytes, wanted at most 1048576/,
  );
  assert.match(
    await refused(changed(at("PK\x05\x06") + 10, 65)),
    /its zip file has 65 files, wanted at most 64/,
  );
  const bomb = packLabels(DESCRIBED, ["a", "x".repeat(3 << 20)], { deflate: true });
  assert.match(await refused(bomb), /in its zip file has 3145\d+ bytes/);
});

Deno.test("readLabels() either reads or refuses a model that was damaged anywhere", async () => {
  let state = 5;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
  let refusedOnes = 0;
  for (const deflate of [false, true]) {
    const good = packLabels(DESCRIBED, ["background", "person"], { deflate });
    for (let round = 0; round < 1500; round++) {
      const damaged = good.slice(0, round % 3 === 0 ? 8 + next(good.length - 8) : good.length);
      for (let hit = 0; hit < 1 + round % 4; hit++) {
        damaged[8 + next(damaged.length - 8)] = next(256);
      }
      try {
        inspectModel(damaged, FILE);
        await readLabels(damaged, TWO);
      } catch (error) {
        assert.ok(error instanceof ScrimError, `${error instanceof Error && error.stack}`);
        refusedOnes++;
      }
    }
  }
  assert.ok(refusedOnes > 500, `${refusedOnes} refused`);
});

Deno.test("layerNames() makes valid and unique names of layers", () => {
  assert.deepEqual(
    layerNames([" Face Skin ", "others (accessories)", "TV/monitor", "hair", "Hair", "hair-2"]),
    ["face-skin", "others-accessories", "tv-monitor", "hair", "hair-2", "hair-2-2"],
  );
  assert.deepEqual(layerNames(["", "???", " - ", "müde_Katze", "人"]), [
    "class-0",
    "class-1",
    "class-2",
    "müde_katze",
    "人",
  ]);
  assert.deepEqual(layerNames(["a,b=c", "\ufeffx"]), ["a-b-c", "x"]);
});

Deno.test("storedZip() writes zip files that fflate can read, with the same bytes every time", () => {
  const entries = {
    "a.tflite": Uint8Array.from({ length: 70_000 }, (_, i) => i * 7),
    "empty": new Uint8Array(),
    "ü.txt": new TextEncoder().encode("text"),
  };
  const zip = storedZip(entries);
  assert.deepEqual(zip, storedZip(entries));
  const read = unzipSync(zip);
  assert.deepEqual(Object.keys(read), ["a.tflite", "empty", "ü.txt"]);
  assert.deepEqual(Object.values(read), Object.values(entries));
});
