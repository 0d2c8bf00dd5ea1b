/**
 * TFLite models of one 1x1 convolution: what comes out can be worked out by hand. Field numbers are those of
 * `tensorflow/lite/schema.fbs`.
 *
 * @module
 */
import type { Referred, Value } from "../../../core/infer/tflite/table_writer.ts";
import { writeTables } from "../../../core/infer/tflite/table_writer.ts";

/** `weights · (r, g, b) / 255 + bias`, colours 0..255. */
export interface TinyChannel {
  readonly weights: readonly [r: number, g: number, b: number];
  readonly bias: number;
}

/** A model, right unless told otherwise. */
export interface TinyModel {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly TinyChannel[];
  /** `TensorType` of the input; 0 is float32, 3 uint8. */
  readonly inputType?: number;
  /** Colours that the file claims to want. Default 3. */
  readonly inputColors?: number;
  /** How often the output is listed. Default 1. */
  readonly outputs?: number;
  /** `BuiltinOperator`. Default the convolution. */
  readonly operator?: number;
}

const CONV_2D = 3;
const CONV_2D_OPTIONS = 1;
const VALID = 1;

/** The bytes of such a model, without metadata. */
export function tinyModel(model: TinyModel): Uint8Array<ArrayBuffer> {
  const { width, height, channels, inputType = 0, inputColors = 3, outputs = 1 } = model;
  const code = model.operator ?? CONV_2D;
  const count = channels.length;
  const weights = channels.flatMap((channel) => channel.weights);
  const biases = channels.map((channel) => channel.bias);
  const tensors = [
    tensor("image", [1, height, width, inputColors], { type: inputType }),
    tensor("weights", [count, 1, 1, 3], { buffer: 1 }),
    tensor("bias", [count], { buffer: 2 }),
    tensor("mask", [1, height, width, count], {}),
  ];
  const options = { table: [{ u8: VALID }, { u32: 1 }, { u32: 1 }] };
  const operator = {
    table: [
      { u32: 0 },
      { int32s: [0, 1, 2] },
      { int32s: [3] },
      { u8: CONV_2D_OPTIONS },
      options,
    ],
  };
  const graph = {
    table: [
      { tables: tensors },
      { int32s: [0] },
      { int32s: Array.from({ length: outputs }, () => 3) },
      { tables: [operator] },
    ],
  };
  const buffers = [
    { table: [null] },
    { table: [floats(weights)] },
    { table: [floats(biases)] },
  ];
  return writeTables({
    table: [
      { u32: 3 },
      { tables: [{ table: [{ u8: code }, null, { u32: 1 }, { u32: code }] }] },
      { tables: [graph] },
      { text: "one convolution" },
      { tables: buffers },
    ],
  }, { identifier: "TFL3" });
}

function tensor(
  name: string,
  shape: readonly number[],
  { type = 0, buffer = 0 }: { type?: number; buffer?: number },
): Referred {
  const fields: (Value | null)[] = [{ int32s: shape }, { u8: type }, { u32: buffer }, {
    text: name,
  }];
  return { table: fields };
}

function floats(values: readonly number[]): Referred {
  return { bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

/** Runs `use` with the path of a temporary file that holds `bytes`. */
export async function withFile(
  bytes: Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".tflite" });
  try {
    await Deno.writeFile(path, bytes);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}
