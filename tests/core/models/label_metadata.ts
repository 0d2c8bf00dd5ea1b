/**
 * Makes metadata as TensorFlow's tools write them: the labels of the channels are in a text file, which is in a zip file at the
 * end of the model. Field numbers are those of `metadata_schema.fbs`. The zip file is made by a library that Scrim does not use.
 *
 * @module
 */
import { zipSync } from "npm:fflate@0.8.2";
import { writeTables } from "../../../core/models/tflite/table_writer.ts";

/** The `AssociatedFileType` of a text file with one line per channel. */
const TENSOR_AXIS_LABELS = 2;

/** The options of the metadata. */
export interface LabelMetadata {
  /** The text file's name in the zip. Default `labels.txt`. */
  readonly file?: string;
  /** Its `AssociatedFileType`. Default: labels of channels. */
  readonly type?: number;
}

/** A `ModelMetadata` block for an RGB input of 0..1 and one output, whose labels are in a text file. */
export function labelMetadata(
  { file = "labels.txt", type = TENSOR_AXIS_LABELS }: LabelMetadata = {},
): Uint8Array<ArrayBuffer> {
  const normalize = { table: [{ floats: [0] }, { floats: [255] }] };
  const image = { table: [{ u8: 2 }, { table: [{ u8: 1 }] }] };
  const input = {
    table: [{ text: "image" }, null, null, image, {
      tables: [{ table: [{ u8: 1 }, normalize] }],
    }],
  };
  const labels = { table: [{ text: file }, { text: "one line per channel" }, { u8: type }] };
  const output = {
    table: [{ text: "mask" }, null, null, null, null, null, { tables: [labels] }],
  };
  const graph = { table: [null, null, { tables: [input] }, { tables: [output] }] };
  return writeTables({
    table: [{ text: "colours" }, null, null, { tables: [graph] }, null, null, null, {
      text: "1.0.0",
    }],
  }, { identifier: "M001" });
}

/** Appends a zip file with `labels`, stored or deflated, to `model`. */
export function packLabels(
  model: Uint8Array,
  labels: readonly string[],
  { file = "labels.txt", deflate = false }: { file?: string; deflate?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(labels.map((label) => `${label}\n`).join(""));
  const zip = zipSync({ [file]: text }, { level: deflate ? 9 : 0 });
  const whole = new Uint8Array(model.length + zip.length);
  whole.set(model);
  whole.set(zip, model.length);
  return whole;
}
