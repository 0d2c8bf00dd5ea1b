import assert from "node:assert/strict";
import { missing } from "../tools.ts";
import { Arena } from "../../core/media/arena.ts";
import { addMetadata } from "../../core/models/tflite/metadata.ts";
import { automaticModel, SEGMENTERS } from "../../core/layers/providers.ts";
import type { ModelFile } from "../../core/layers/layers.ts";
import { withFile } from "../core/models/tiny_model.ts";
import { pictureOf } from "./film.ts";
import { iouOf } from "./matte_measures.ts";
import { PersonFinder } from "./person.ts";
import { demoPictures, iou, photo, photoMissing } from "./pictures.ts";
import { watch } from "./watch.ts";

/** Frames 1 s apart, 30 a second: the figure moves, laughs, raises an arm. */
const DEMO_FRAMES = Array.from({ length: 12 }, (_, i) => 30 * i);

/**
 * What the landscape model reaches when OpenCV prepares the photo: crop to 16:9, `INTER_AREA` to 256x144, model,
 * `INTER_LINEAR` to 1280x720, cut at one half. General in the same way, at 256x256: 0.6330 and 0.9785.
 */
const BY_OPENCV = { "girl-1": 0.8315, "girl-2": 0.9321 } as const;
const PHOTO_NAMES = ["girl-1", "girl-2"] as const;

/** The landscape model, as a user's file. */
function modelFile(file: string): ModelFile {
  const { width, height } = SEGMENTERS.landscape;
  return { file, width, height, labels: [], channels: 1 };
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
    const arena = new Arena();
    await using finder = await PersonFinder.start(automaticModel(size), arena);
    const found: number[] = [];
    for (const picture of demoPictures(DEMO_FRAMES, { ...size, arena })) {
      found.push(iou(await finder.find(picture.frame), picture));
    }
    const list = found.map((value) => value.toFixed(4)).join(" ");
    assert.ok(Math.min(...found) >= 0.97, `IoU ${list}`);
  });
}

Deno.test("a wrong normalisation shows: with std 1 the mask of the demo figure is noise", async () => {
  await import("npm:@mediapipe/selfie_segmentation@0.1.1675465747/package.json", {
    with: { type: "json" },
  });
  const url =
    "npm:@mediapipe/selfie_segmentation@0.1.1675465747/selfie_segmentation_landscape.tflite";
  const model = await Deno.readFile(new URL(import.meta.resolve(url)));
  await withFile(addMetadata(model, { mean: 0, std: 1 }), async (file) => {
    const arena = new Arena();
    await using finder = await PersonFinder.start(modelFile(file), arena);
    for (const picture of demoPictures([0], { width: 1280, height: 720, arena })) {
      const found = iou(await finder.find(picture.frame), picture);
      assert.ok(found < 0.9, `IoU ${found}`);
    }
  });
});

for (const name of PHOTO_NAMES) {
  const absent = await photoMissing(name);
  if (absent) console.log(`photo quality is not measured: ${absent}`);
  Deno.test({
    name: `the person mask of the photo ${name} is as good as with OpenCV's preprocessing`,
    ignore: absent !== null || missing("ffmpeg"),
    fn: async () => {
      const arena = new Arena();
      await using finder = await PersonFinder.start("landscape", arena);
      const picture = await photo(name, arena);
      const found = iou(await finder.find(picture.frame), picture);
      assert.ok(found >= BY_OPENCV[name] - 0.005, `IoU ${found}`);
      const { mattes: [matte] } = await watch([pictureOf(picture.frame)]);
      const composed = iouOf(matte, picture.alpha);
      assert.ok(composed >= BY_OPENCV[name] - 0.005, `IoU of the matte ${composed}`);
    },
  });
}
