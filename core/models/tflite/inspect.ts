/**
 * Checks a TFLite file for damage, and reads its inputs and outputs, before it is run.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { METADATA_NAME } from "./metadata.ts";
import { TableReader } from "./table_reader.ts";

/** One input or output of a model. */
export interface Tensor {
  readonly name: string;
  /** The dimensions in the order of the file; for an image: batch, rows, columns, channels. */
  readonly shape: readonly number[];
  /** `float32`, `uint8`, …, or for an unknown type its number: `type 42`. */
  readonly type: string;
}

/** The inputs and outputs of a model. */
export interface ModelSummary {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Whether it has metadata, which describe how its input must be normalised. */
  readonly hasMetadata: boolean;
}

/** `TensorType` of the TFLite schema. */
const TYPES = ["float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16"];
const INT8 = 9;
/** The number of fields of the schema's root table. The first is a number, all others are offsets. */
const ROOT_FIELDS = 8;

/**
 * Reads the inputs and outputs, and checks that all offsets of the model are inside the file.
 *
 * @param file the file's name, for messages
 * @throws {ScrimError} `MODEL` when it is not a TFLite file or is damaged
 */
export function inspectModel(bytes: Uint8Array, file: string): ModelSummary {
  if (!startsWithMark(bytes)) {
    throw new ScrimError(
      `Cannot read model "${file}": ${bytes.length} bytes, not a TensorFlow Lite file`,
      { code: "MODEL", hint: "give a .tflite file of an image segmenter" },
    );
  }
  try {
    return summarize(TableReader.root(bytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ScrimError(
      `Cannot read model "${file}": truncated or damaged at ${bytes.length} bytes`,
      { code: "MODEL", hint: "download the file again", cause: error },
    );
  }
}

/** Bytes 4..7 of every TFLite file are `TFL3`. */
function startsWithMark(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes[4] === 0x54 && bytes[5] === 0x46 && bytes[6] === 0x4c &&
    bytes[7] === 0x33;
}

function summarize(root: TableReader): ModelSummary {
  const [graph] = root.tables(2);
  if (!graph) throw new RangeError("no graph");
  const tensors = graph.tables(0);
  walkWeights(root, graph, tensors);
  root.uint32(0);
  for (let field = 1; field < ROOT_FIELDS; field++) root.target(field); // addMetadata() refers to them
  const pick = (index: number): Tensor => {
    const table = tensors[index];
    if (!table) throw new RangeError(`tensor ${index} of ${tensors.length}`);
    return { name: table.text(3), shape: table.int32s(0), type: typeName(table.uint8(1)) };
  };
  return {
    inputs: graph.int32s(1).map(pick),
    outputs: graph.int32s(2).map(pick),
    hasMetadata: root.tables(6).some((entry) => entry.text(0) === METADATA_NAME),
  };
}

/** Reads the bounds of all tables and buffers. A truncated file usually has its head but lacks weights, which this detects. */
function walkWeights(root: TableReader, graph: TableReader, tensors: readonly TableReader[]): void {
  const buffers = root.tables(4);
  for (const buffer of buffers) buffer.bytes(0);
  for (const tensor of tensors) {
    tensor.text(3);
    tensor.int32s(0);
    if (tensor.uint32(2) >= buffers.length) {
      throw new RangeError("a tensor refers to a missing buffer");
    }
  }
  for (const operator of graph.tables(3)) {
    operator.int32s(1);
    operator.int32s(2);
  }
  root.tables(1);
}

function typeName(type: number): string {
  return type === INT8 ? "int8" : TYPES[type] ?? `type ${type}`;
}
