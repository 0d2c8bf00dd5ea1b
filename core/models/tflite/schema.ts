/**
 * Where the fields that Scrim reads or writes are in the tables of `tensorflow/lite/schema.fbs`, and how many a table has as
 * far as they are kept.
 *
 * @module
 */
import type { TableReader } from "./table_reader.ts";
import type { Value } from "./table_writer.ts";

/** The root. Signatures (field 7) name outputs by number and are left out. */
export const MODEL = { fields: 7, version: 0, graphs: 2, buffers: 4 } as const;
/** `SubGraph`. */
export const GRAPH = { fields: 5, tensors: 0, outputs: 2, operators: 3 } as const;
/** `Tensor`: the shape, the type, the number of its buffer, its name and its quantization. */
export const TENSOR = { fields: 5, shape: 0, type: 1, buffer: 2 } as const;
/** `Operator`. */
export const OPERATOR = { inputs: 1, outputs: 2 } as const;

/** The fields of a table that refer to something, all to where it is; the caller sets the plain numbers. */
export function inPlace(table: TableReader, fields: number): (Value | null)[] {
  return Array.from({ length: fields }, (_, index) => {
    const at = table.target(index);
    return at === 0 ? null : { at };
  });
}
