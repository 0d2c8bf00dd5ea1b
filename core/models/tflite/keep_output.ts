/**
 * Reduces a model to one of its outputs. A new root table and graph, without the operators that only the other outputs need, are
 * written in front of the file; the rest of the file is not changed.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { GRAPH, inPlace, MODEL, OPERATOR, TENSOR } from "./schema.ts";
import { TableReader } from "./table_reader.ts";
import { writeTables } from "./table_writer.ts";

/**
 * Makes a model whose only output is the one of this shape.
 *
 * @param model a complete, checked TFLite file
 * @param wanted the shape of the output, and the file's name for messages
 * @returns a new file that ends with the bytes of `model`
 * @throws {ScrimError} `MODEL` when no output, or more than one, has that shape
 */
export function keepOutput(
  model: Uint8Array,
  { shape, file }: { shape: readonly number[]; file: string },
): Uint8Array<ArrayBuffer> {
  const root = TableReader.root(model);
  const [graph] = root.tables(MODEL.graphs);
  const tensors = graph?.tables(GRAPH.tensors) ?? [];
  const shapes = (graph?.int32s(GRAPH.outputs) ?? []).map((tensor) => ({
    tensor,
    shape: tensors[tensor]?.int32s(TENSOR.shape).join() ?? "",
  }));
  const [found, ...others] = shapes.filter((output) => output.shape === shape.join());
  if (!graph || !found || others.length > 0) {
    const list = shapes.map((output) => `[${output.shape}]`).join(", ") || "none";
    throw new ScrimError(`Cannot use model "${file}": its outputs are ${list}, wanted [${shape}]`, {
      code: "MODEL",
    });
  }
  const fields = inPlace(graph, GRAPH.fields);
  fields[GRAPH.outputs] = { int32s: [found.tensor] };
  fields[GRAPH.operators] = {
    tables: operatorsFor(found.tensor, graph).map(({ position }) => ({ at: position })),
  };
  const top = inPlace(root, MODEL.fields);
  top[MODEL.version] = { u32: root.uint32(MODEL.version) };
  top[MODEL.graphs] = { tables: [{ table: fields }] };
  return writeTables({ table: top }, { identifier: "TFL3", tail: model });
}

/** The operators that are needed to compute `tensor`, in the order of the file. */
function operatorsFor(tensor: number, graph: TableReader): readonly TableReader[] {
  const needed = new Set([tensor]);
  // Operators are in execution order, so going backwards finds each operator before those that compute its inputs.
  return graph.tables(GRAPH.operators).toReversed().filter((operator) => {
    if (!operator.int32s(OPERATOR.outputs).some((output) => needed.has(output))) return false;
    for (const input of operator.int32s(OPERATOR.inputs)) needed.add(input);
    return true;
  }).toReversed();
}
