import assert from "node:assert/strict";
import { Arena } from "../../core/arena.ts";
import { startEngine } from "../../core/infer/engine.ts";
import type { SegmenterEngine } from "../../core/infer/engine.ts";
import type { ModelName } from "../../core/layers.ts";
import { automaticModel, MODELS } from "../../core/layers.ts";
import { addMetadata } from "../../core/infer/tflite/metadata.ts";
import { withFile } from "../core/infer/tiny_model.ts";
import { MemoryLog } from "../fakes.ts";
import { personMask } from "./person.ts";
import { demoPictures, iou, photo, photoMissing } from "./pictures.ts";

/** Frames 1 s apart, 30 a second: the figure moves, laughs, raises an arm. */
const DEMO_FRAMES = Array.from({ length: 12 }, (_, i) => 30 * i);

/**
 * What the landscape model reaches when OpenCV prepares the photo: crop to 16:9, `INTER_AREA` to 256x144, model,
 * `INTER_LINEAR` to 1280x720, cut at one half. General in the same way, at 256x256: 0.6330 and 0.9785.
 */
const BY_OPENCV = { "girl-1": 0.8315, "girl-2": 0.9321 } as const;
const PHOTO_NAMES = ["girl-1", "girl-2"] as const;

function start(model: ModelName): Promise<SegmenterEngine> {
  return startEngine(model, { arena: new Arena(), log: new MemoryLog() });
}

for (
  const size of [
    { width: 1280, height: 720 },
    { width: 640, height: 480 },
    { width: 720, height: 1280 },
  ]
) {
  const { width, height } = size;
  Deno.test(`the person mask of the demo figure at ${width}x${height} has IoU 0.97 with its exact alpha`, async () => {
    await using engine = await start(automaticModel(size));
    const found: number[] = [];
    for (const picture of demoPictures(DEMO_FRAMES, size)) {
      const mask = await personMask(engine, { ...picture, timestampMs: picture.number });
      found.push(iou(mask, picture));
    }
    const list = found.map((value) => value.toFixed(4)).join(" ");
    assert.ok(Math.min(...found) >= 0.97, `IoU ${list}`);
  });
}

Deno.test("a wrong normalisation shows: with std 1 the mask of the demo figure is noise", async () => {
  const url =
    "npm:@mediapipe/selfie_segmentation@0.1.1675465747/selfie_segmentation_landscape.tflite";
  const model = await Deno.readFile(new URL(import.meta.resolve(url)));
  await withFile(addMetadata(model, { mean: 0, std: 1 }), async (file) => {
    const choice = { file, ...MODELS.landscape };
    await using engine = await startEngine(choice, { arena: new Arena(), log: new MemoryLog() });
    for (const picture of demoPictures([0], { width: 1280, height: 720 })) {
      const found = iou(await personMask(engine, { ...picture, timestampMs: 1 }), picture);
      assert.ok(found < 0.9, `IoU ${found}`);
    }
  });
});

for (const name of PHOTO_NAMES) {
  const missing = await photoMissing(name);
  if (missing) console.log(`photo quality is not measured: ${missing}`);
  Deno.test({
    name: `the person mask of the photo ${name} is as good as with OpenCV's preprocessing`,
    ignore: missing !== null,
    fn: async () => {
      await using engine = await start("landscape");
      const picture = await photo(name);
      const found = iou(await personMask(engine, { ...picture, timestampMs: 1 }), picture);
      assert.ok(found >= BY_OPENCV[name] - 0.005, `IoU ${found}`);
    },
  });
}
