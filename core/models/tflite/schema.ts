/**
 * The numbers of the fields that Scrim reads or writes in the tables of `tensorflow/lite/schema.fbs`. `fields` is the number of
 * fields that a rewritten table keeps.
 *
 * @module
 */
import type { TableReader } from "./table_reader.ts";
import type { Value } from "./table_writer.ts";

/** The root table. Signatures (field 7) refer to outputs by number, so a rewritten table omits them. */
export const MODEL = { fields: 7, version: 0, graphs: 2, buffers: 4 } as const;
/** `SubGraph`. */
export const GRAPH = { fields: 5, tensors: 0, outputs: 2, operators: 3 } as const;
/** `Tensor`: shape, type, index of its buffer, name and quantization. */
export const TENSOR = { fields: 5, shape: 0, type: 1, buffer: 2 } as const;
/** `Operator`. */
export const OPERATOR = { inputs: 1, outputs: 2 } as const;

/** The first `fields` fields of a table as references to their current targets. The caller must set the numeric fields. */
export function inPlace(table: TableReader, fields: number): (Value | null)[] {
  return Array.from({ length: fields }, (_, index) => {
    const at = table.target(index);
    return at === 0 ? null : { at };
  });
}
