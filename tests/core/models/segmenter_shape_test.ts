import assert from "node:assert/strict";
import { inspectModel } from "../../../core/models/tflite/inspect.ts";
import { layerChannel, segmenterShape } from "../../../core/models/tflite/segmenter_shape.ts";
import { type TinyModel, tinyModel } from "./tiny_model.ts";

const FILE = "mine.tflite";
const CHANNEL = { weights: [1, 0, 0], bias: 0 } as const;

function shape(change: Partial<TinyModel>) {
  const model = tinyModel({ width: 20, height: 10, channels: [CHANNEL], ...change });
  return segmenterShape(inspectModel(model, FILE), FILE);
}

Deno.test("segmenterShape() reads width, height and channels", () => {
  assert.deepEqual(shape({}), { width: 20, height: 10, channels: 1 });
  assert.deepEqual(shape({ channels: [CHANNEL, CHANNEL, CHANNEL] }).channels, 3);
});

const UNSUITABLE: readonly [string, Partial<TinyModel>, RegExp][] = [
  ["a quantised input", { inputType: 3 }, /its input is uint8 \[1, 10, 20, 3\], wanted float32/],
  ["an input of four colours", { inputColors: 4 }, /float32 \[1, 10, 20, 4\], wanted float32 \[1/],
  ["two outputs", { outputs: 2 }, /2 outputs \(float32 \[1, 10, 20, 1\], .*wanted 1/],
  ["no output", { outputs: 0 }, /0 outputs \(none\), wanted 1/],
  ["an input without a width", { width: 0 }, /\[1, 10, 0, 3\]/],
  ["an input beyond what a texture holds", { width: 8193 }, /\[1, 10, 8193, 3\]/],
  ["an output without channels", { channels: [] }, /its output is float32 \[1, 10, 20, 0\]/],
];

for (const [what, change, message] of UNSUITABLE) {
  Deno.test(`segmenterShape() refuses ${what}, naming the file`, () => {
    assert.throws(() => shape(change), (error: Error) => {
      assert.equal(error.name, "ScrimError");
      assert.match(error.message, /^Cannot use model "mine\.tflite": /);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("layerChannel() finds the person by the labels, or by position if there are no labels", () => {
  const pick = (labels: readonly string[], channels: number) =>
    layerChannel("person", { labels, channels, file: FILE });
  assert.deepEqual(pick([], 1), { index: 0, inverted: false });
  assert.deepEqual(pick([], 6), { index: 0, inverted: true });
  assert.deepEqual(pick(["", ""], 2), { index: 0, inverted: true });
  assert.deepEqual(pick(["background", "hair", "clothes"], 3), { index: 0, inverted: true });
  assert.deepEqual(pick(["sky", "background"], 2), { index: 1, inverted: true });
  assert.deepEqual(pick(["background", "cat", "person"], 3), { index: 2, inverted: false });
  assert.deepEqual(pick(["foreground"], 1), { index: 0, inverted: false });
});

Deno.test("layerChannel() refuses a model without a person or background", () => {
  assert.throws(() => layerChannel("person", { labels: ["cat", "dog"], channels: 2, file: FILE }), {
    name: "ScrimError",
    code: "MODEL",
    message: /"mine\.tflite": it gives cat, dog, wanted person or background/,
  });
});

Deno.test("layerChannel() finds parts by their labels, and lists the labels if there is no such part", () => {
  const channels = { labels: ["background", "hair", "face-skin"], channels: 3, file: FILE };
  assert.deepEqual(layerChannel("parts/face-skin", channels), { index: 2, inverted: false });
  assert.throws(() => layerChannel("parts/clothes", channels), {
    code: "MODEL",
    message: /"mine\.tflite": it gives background, hair, face-skin, wanted "parts\/clothes"/,
  });
  assert.throws(() => layerChannel("parts/hair", { ...channels, labels: [] }), {
    message: /it gives no names, wanted "parts\/hair"/,
  });
});
