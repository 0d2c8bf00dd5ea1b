/** Model files: the TFLite file, what is said about it in its metadata, and the zip behind it. */
import assert from "node:assert/strict";
import { inspectModel } from "../../../core/models/tflite/inspect.ts";
import { readLabels } from "../../../core/models/tflite/labels.ts";
import { addMetadata } from "../../../core/models/tflite/metadata.ts";
import { layerChannel, segmenterShape } from "../../../core/models/tflite/segmenter_shape.ts";
import { readAppendedZip } from "../../../core/models/tflite/zip_reader.ts";
import { labelMetadata, packLabels } from "../../core/models/label_metadata.ts";
import { tinyModel } from "../../core/models/tiny_model.ts";
import { mutated } from "../mutate.ts";
import { bytesAsText, Judge, type Parser } from "../parser.ts";

const CHANNELS = [
  { weights: [1, 0, 0], bias: 0 },
  { weights: [0, 1, 0], bias: 0.5 },
] as const;
const plain = { width: 6, height: 4, channels: CHANNELS };
const LABELS = ["background", "person"];

function samples(): readonly Uint8Array[] {
  const described = tinyModel({ ...plain, softmax: true, metadata: labelMetadata() });
  return [
    tinyModel(plain),
    packLabels(described, LABELS),
    packLabels(described, LABELS, { deflate: true }),
  ];
}

export const model: Parser<Uint8Array<ArrayBuffer>> = {
  name: "model",
  quick: 3000,
  open() {
    const judge = new Judge();
    const good = samples();
    return {
      taken: judge.taken,
      make: (random) => mutated(random.pick(good), random),
      async run(bytes) {
        await judge.readLater(async () => {
          const summary = inspectModel(bytes, "odd.tflite");
          const { width, height, channels } = segmenterShape(summary, "odd.tflite");
          for (const side of [width, height]) assert.ok(side >= 1 && side <= 8192);
          const labelled = await readLabels(bytes, { channels, file: "odd.tflite" });
          assert.ok([0, channels].includes(labelled.labels.length));
          layerChannel("person", { ...labelled, channels, file: "odd.tflite" });
          if (summary.hasMetadata) return;
          const more = inspectModel(addMetadata(bytes, { mean: 0, std: 255 }), "odd.tflite");
          assert.ok(more.hasMetadata);
          assert.deepEqual([more.inputs, more.outputs], [summary.inputs, summary.outputs]);
        });
      },
      ...bytesAsText,
    };
  },
};

export const zip: Parser<Uint8Array<ArrayBuffer>> = {
  name: "zip",
  quick: 3000,
  open() {
    const taken = { yes: 0, no: 0 };
    const front = Uint8Array.of(1, 2, 3);
    const good = [false, true].map((deflate) => packLabels(front, LABELS, { deflate }));
    return {
      taken,
      make: (random) => mutated(random.pick(good), random),
      async run(bytes) {
        try {
          const found = await readAppendedZip(bytes);
          taken[found === null ? "no" : "yes"]++;
          if (found === null) return;
          assert.ok(found.start <= bytes.length);
          for (const content of found.entries.values()) assert.ok(content.length <= 1 << 20);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error; // the only one that its callers expect
          taken.no++;
        }
      },
      ...bytesAsText,
    };
  },
};
