/** Models that are broken, or give what is no mask: nothing of the picture is shown, and the error says why. */
import assert from "node:assert/strict";
import { type TinyModel, tinyModel } from "../core/models/tiny_model.ts";
import { runScrim, withFolder } from "./scrim.ts";

const model = (change: Partial<TinyModel>): Uint8Array =>
  tinyModel({ width: 48, height: 32, channels: [{ weights: [1, 0, 0], bias: 0 }], ...change });
const whole = model({});

const ODD: readonly [what: string, bytes: Uint8Array, message: RegExp][] = [
  ["half a model", whole.subarray(0, whole.length / 2), /truncated or damaged at \d+ bytes/],
  ["no model", Uint8Array.of(1, 2, 3), /3 bytes, not a TensorFlow Lite file/],
  ["a model of quantised pixels", model({ inputType: 3 }), /its input is uint8 \[1, 32, 48, 3\]/],
  ["a model of four colours", model({ inputColors: 4 }), /wanted float32 \[1, height, width, 3\]/],
  ["a model without channels", model({ channels: [] }), /its output is float32 \[1, 32, 48, 0\]/],
  [
    "a model that never gives numbers",
    model({ channels: [{ weights: [1, 0, 0], bias: NaN }] }),
    /the mask has values that are not finite/,
  ],
  [
    // Black, which it is tried on, is a number; pictures are none.
    "a model that gives no numbers once there is a picture",
    model({ channels: [{ weights: [3e38, 3e38, 3e38], bias: 3e38 }] }),
    /the mask has values that are not finite/,
  ],
];

/** All frames are one dark picture without colour, which the demo figure and its room are not. */
function assertSlates(y4m: Uint8Array): void {
  const [luma, size] = [320 * 180, 320 * 180 * 3 / 2];
  const first = y4m.indexOf(10) + 1;
  const frames = (y4m.length - first) / (6 + size);
  assert.equal(frames, 5);
  for (let i = 0; i < frames; i++) {
    const at = first + i * (6 + size) + 6;
    const frame = y4m.subarray(at, at + size);
    assert.deepEqual(frame, y4m.subarray(first + 6, first + 6 + size), `frame ${i} moves`);
    assert.ok(frame.subarray(0, luma).every((value) => value < 120), `frame ${i} is bright`);
    assert.ok(frame.subarray(luma).every((value) => value === 128), `frame ${i} has colours`);
  }
}

for (const [what, bytes, message] of ODD) {
  Deno.test(`scrim shows nothing through ${what}`, () =>
    withFolder(async (folder) => {
      await Deno.writeFile(`${folder}/odd.tflite`, bytes);
      const { code, err } = await runScrim([
        ...["--input", "demo", "--size", "320x180", "--frames", "5", "--plugins", "blur"],
        ...["--model", `${folder}/odd.tflite`, "--output", `${folder}/out.y4m`],
      ]);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n\s+at /, "a stack trace");
      assert.equal(code, 1);
      const made = [...Deno.readDirSync(folder)].map(({ name }) => name).includes("out.y4m");
      assert.equal(made, what.includes("once"), "only a run that began has written something");
      if (made) assertSlates(Deno.readFileSync(`${folder}/out.y4m`));
    }));
}
