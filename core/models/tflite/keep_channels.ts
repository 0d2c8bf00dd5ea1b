/**
 * Reduces a model to some channels of its output: the weights of its last convolution are reduced to those of these channels. The
 * changed tables are written in front of the file; the rest of the file is not changed.
 *
 * @module
 */
import { GRAPH, inPlace, MODEL, OPERATOR, TENSOR } from "./schema.ts";
import { TableReader } from "./table_reader.ts";
import { type Referred, writeTables } from "./table_writer.ts";

/**
 * Makes a model with these channels of the output, in this order.
 *
 * @param model a complete, checked TFLite file with one output, which a convolution computes
 * @param channels the indexes of the channels, each at most once
 * @returns a new file that ends with the bytes of `model`
 * @throws {RangeError} when the output is not computed by a convolution, or a channel does not exist
 */
export function keepChannels(
  model: Uint8Array,
  channels: readonly number[],
): Uint8Array<ArrayBuffer> {
  const root = TableReader.root(model);
  const [graph] = root.tables(MODEL.graphs);
  const [output = -1] = graph?.int32s(GRAPH.outputs) ?? [];
  if (!graph) throw new RangeError("the model has no graph");
  const cut = new Cut(root, graph, channels);
  cut.output(output);
  const fields = inPlace(graph, GRAPH.fields);
  fields[GRAPH.tensors] = { tables: cut.tensors };
  const top = inPlace(root, MODEL.fields);
  top[MODEL.version] = { u32: root.uint32(MODEL.version) };
  top[MODEL.graphs] = { tables: [{ table: fields }] };
  top[MODEL.buffers] = { tables: cut.buffers };
  return writeTables({ table: top }, { identifier: "TFL3", tail: model });
}

/** The changed lists of tensors and buffers. */
class Cut {
  readonly tensors: Referred[];
  readonly buffers: Referred[];
  readonly #tensors: readonly TableReader[];
  readonly #buffers: readonly TableReader[];
  readonly #operators: readonly TableReader[];
  readonly #channels: readonly number[];

  constructor(root: TableReader, graph: TableReader, channels: readonly number[]) {
    const stay = ({ position }: TableReader): Referred => ({ at: position });
    this.#channels = channels;
    this.#tensors = graph.tables(GRAPH.tensors);
    this.#buffers = root.tables(MODEL.buffers);
    this.#operators = graph.tables(GRAPH.operators);
    this.tensors = this.#tensors.map(stay);
    this.buffers = this.#buffers.map(stay);
  }

  /** Reduces the output, and the weights and biases that it is computed from. Their first dimension is the output's last one. */
  output(tensor: number): void {
    const [, weights = -1, biases = -1] = this.#inputsOf(tensor);
    const shape = this.#shapeOf(tensor);
    const have = shape.at(-1) ?? 0;
    if (this.#channels.some((channel) => !(channel >= 0 && channel < have))) {
      throw new RangeError(`channels ${this.#channels} of ${have}`);
    }
    for (const constant of [weights, biases]) this.#constant(constant, have);
    this.#replace(tensor, [...shape.slice(0, -1), this.#channels.length]);
  }

  /** Reduces a constant, which may be stored with fewer bits and widened by an operator. */
  #constant(tensor: number, have: number): void {
    const [first, ...rest] = this.#shapeOf(tensor);
    if (first !== have) throw new RangeError(`tensor ${tensor} does not have ${have} channels`);
    const [narrow] = this.#inputsOf(tensor);
    if (narrow !== undefined) this.#constant(narrow, have);
    const buffer = this.#tensors[tensor]?.uint32(TENSOR.buffer) ?? 0;
    const bytes = this.#buffers[buffer]?.bytes(0) ?? new Uint8Array();
    const each = bytes.length / have;
    if (narrow === undefined && !(each > 0 && Number.isInteger(each))) {
      throw new RangeError(`tensor ${tensor} is not a constant`);
    }
    const kept = this.#channels.map((channel) => bytes.slice(channel * each, (channel + 1) * each));
    if (narrow === undefined) this.buffers[buffer] = { table: [{ bytes: joined(kept) }] };
    this.#replace(tensor, [this.#channels.length, ...rest]);
  }

  #replace(tensor: number, shape: readonly number[]): void {
    const table = this.#tensors[tensor];
    if (!table) throw new RangeError(`tensor ${tensor} of ${this.#tensors.length}`);
    const fields = inPlace(table, TENSOR.fields);
    fields[TENSOR.shape] = { int32s: shape };
    fields[TENSOR.type] = { u8: table.uint8(TENSOR.type) };
    fields[TENSOR.buffer] = { u32: table.uint32(TENSOR.buffer) };
    this.tensors[tensor] = { table: fields };
  }

  #shapeOf(tensor: number): readonly number[] {
    return this.#tensors[tensor]?.int32s(TENSOR.shape) ?? [];
  }

  #inputsOf(tensor: number): readonly number[] {
    const maker = this.#operators.find((operator) =>
      operator.int32s(OPERATOR.outputs).includes(tensor)
    );
    return maker?.int32s(OPERATOR.inputs) ?? [];
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
