/**
 * Gives a model the metadata that the MediaPipe tasks insist on: how to turn bytes into the numbers it was trained on.
 * The model's own bytes stay as they are; a new root table is laid in front of them and refers into them.
 *
 * Schemas: `tensorflow/lite/schema.fbs` (TFL3) and `tflite-support/metadata/metadata_schema.fbs` (M001).
 *
 * @module
 */
import { TableReader } from "./table_reader.ts";
import { type Referred, type Value, writeTables } from "./table_writer.ts";

/** The model sees `(byte - mean) / std`. */
export interface Normalization {
  readonly mean: number;
  readonly std: number;
}

/** The name under which a model keeps its metadata. */
export const METADATA_NAME = "TFLITE_METADATA";

const MODEL_FIELDS = 8;
const BUFFERS = 4;
const METADATA = 6;

/**
 * The model with metadata in front.
 *
 * @param model a whole, checked TFLite file without metadata
 * @returns a new file whose end is `model`, byte for byte
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

/** A `ModelMetadata` for one RGB image in, one tensor out. */
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
