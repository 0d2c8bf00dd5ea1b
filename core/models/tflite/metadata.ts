/**
 * Adds the metadata that MediaPipe's tasks require to a model: how to convert bytes to the range that it was trained on. The
 * model's own bytes are not changed; a new root table in front of them refers to them.
 *
 * Schemas: `tensorflow/lite/schema.fbs` (TFL3) and `tflite-support/metadata/metadata_schema.fbs` (M001).
 *
 * @module
 */
import { TableReader } from "./table_reader.ts";
import { type Referred, type Value, writeTables } from "./table_writer.ts";

/** The model's input is `(byte - mean) / std`. */
export interface Normalization {
  readonly mean: number;
  readonly std: number;
}

/** The name of the metadata entry in a model. */
export const METADATA_NAME = "TFLITE_METADATA";

const MODEL_FIELDS = 8;
const BUFFERS = 4;
const METADATA = 6;

/**
 * Makes a model with metadata.
 *
 * @param model a complete, checked TFLite file without metadata
 * @returns a new file that ends with the bytes of `model`
 */
export function addMetadata(
  model: Uint8Array,
  normalization: Normalization,
): Uint8Array<ArrayBuffer> {
  const root = TableReader.root(model);
  const buffers = root.tables(BUFFERS).map(inPlace);
  const entries = root.tables(METADATA).map(inPlace);
  const fields: (Value | null)[] = Array.from({ length: MODEL_FIELDS }, (_, index) => {
    const at = index === 0 ? 0 : root.target(index); // the first is a number
    return at === 0 ? null : { at };
  });
  fields[0] = { u32: root.uint32(0) };
  fields[BUFFERS] = { tables: [...buffers, { table: [{ bytes: describe(normalization) }] }] };
  fields[METADATA] = {
    tables: [...entries, { table: [{ text: METADATA_NAME }, { u32: buffers.length }] }],
  };
  return writeTables({ table: fields }, { identifier: "TFL3", tail: model });
}

function inPlace(table: TableReader): Referred {
  return { at: table.position };
}

/** A `ModelMetadata` table for a model with one RGB image as input and one tensor as output. */
function describe({ mean, std }: Normalization): Uint8Array {
  const normalize = { table: [{ floats: [mean] }, { floats: [std] }] };
  const processUnit = { table: [{ u8: 1 }, normalize] };
  const rgbImage = { table: [{ u8: 2 }, { table: [{ u8: 1 }] }] };
  const input = {
    table: [{ text: "image" }, null, null, rgbImage, { tables: [processUnit] }],
  };
  const output = { table: [{ text: "segmentation" }] };
  const subgraph = { table: [null, null, { tables: [input] }, { tables: [output] }] };
  return writeTables(
    {
      table: [
        { text: "model" },
        null,
        null,
        { tables: [subgraph] },
        null,
        null,
        null,
        { text: "1.0.0" },
      ],
    },
    { identifier: "M001" },
  );
}
