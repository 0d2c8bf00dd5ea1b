/**
 * Makes TFLite models with one 1x1 convolution, whose results can be computed by hand. Field numbers are those of
 * `tensorflow/lite/schema.fbs`.
 *
 * @module
 */
import { labelMetadata, packLabels } from "./label_metadata.ts";
import {
  type Referred,
  type Value,
  writeTables,
} from "../../../core/models/tflite/table_writer.ts";

/** A channel of the output: `weights · (r, g, b) / 255 + bias`, with colours of 0..255. */
export interface TinyChannel {
  readonly weights: readonly [r: number, g: number, b: number];
  readonly bias: number;
}

/** The properties of a model. The defaults make a valid one. */
export interface TinyModel {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly TinyChannel[];
  /** `TensorType` of the input; 0 is float32, 3 uint8. */
  readonly inputType?: number;
  /** The number of colours in the shape of the input. Default 3. */
  readonly inputColors?: number;
  /** How many times the output is listed. Default 1. */
  readonly outputs?: number;
  /** The `BuiltinOperator`. Default: the convolution. */
  readonly operator?: number;
  /** Whether a softmax makes the channels of each pixel add up to 1. Default false. */
  readonly softmax?: boolean;
  /** A `TFLITE_METADATA` block. Default: none. */
  readonly metadata?: Uint8Array;
}

/** A class of a colour model. */
export interface ColourClass {
  readonly label: string;
  /** The colour of the class, 0..255. */
  readonly rgb: readonly [r: number, g: number, b: number];
}

/** The properties of a colour model. */
export interface ColourModel {
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ColourClass[];
  /** Whether it has metadata with labels, like published models. Default false: no metadata. */
  readonly labels?: boolean;
}

const CONV_2D = 3;
const CONV_2D_OPTIONS = 1;
const SOFTMAX = 25;
const SOFTMAX_OPTIONS = 9;
const VALID = 1;
const FLOAT_ONE = 0x3f800000;

/** The sharpness of the softmax. A quarter of the cube's edge from the midpoint of two colours, the nearer one has 2,980 : 1. */
const SHARPNESS = 16;

/**
 * Makes a segmenter that assigns each pixel to the class with the nearest colour, with soft transitions: the softmax of
 * `-16 · |colour - rgb|²`, with colours of 0..1.
 */
export function colourModel(model: ColourModel): Uint8Array<ArrayBuffer> {
  const { width, height, classes } = model;
  const labels = classes.map(({ label }) => label);
  const channels = classes.map(({ rgb: [r, g, b] }): TinyChannel => {
    const [x, y, z] = [r / 255, g / 255, b / 255];
    const weigh = (value: number): number => 2 * SHARPNESS * value;
    return {
      weights: [weigh(x), weigh(y), weigh(z)],
      bias: -SHARPNESS * (x * x + y * y + z * z),
    };
  });
  const plain = { width, height, channels, softmax: true };
  if (!model.labels) return tinyModel(plain);
  return packLabels(tinyModel({ ...plain, metadata: labelMetadata() }), labels);
}

/** Makes the bytes of a model. */
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
    ...(model.softmax ? [tensor("shares", [1, height, width, count], {})] : []),
  ];
  const options = { table: [{ u8: VALID }, { u32: 1 }, { u32: 1 }] };
  const operators = [
    {
      table: [
        { u32: 0 },
        { int32s: [0, 1, 2] },
        { int32s: [3] },
        { u8: CONV_2D_OPTIONS },
        options,
      ],
    },
    ...(model.softmax ? [softmaxOperator()] : []),
  ];
  const graph = {
    table: [
      { tables: tensors },
      { int32s: [0] },
      { int32s: Array.from({ length: outputs }, () => tensors.length - 1) },
      { tables: operators },
    ],
  };
  const buffers = [
    { table: [null] },
    { table: [floats(weights)] },
    { table: [floats(biases)] },
    ...(model.metadata ? [{ table: [{ bytes: model.metadata }] }] : []),
  ];
  const metadata = { table: [{ text: "TFLITE_METADATA" }, { u32: buffers.length - 1 }] };
  return writeTables({
    table: [
      { u32: 3 },
      { tables: [code, ...(model.softmax ? [SOFTMAX] : [])].map(operatorCode) },
      { tables: [graph] },
      { text: "one convolution" },
      { tables: buffers },
      null,
      ...(model.metadata ? [{ tables: [metadata] }] : []),
    ],
  }, { identifier: "TFL3" });
}

function operatorCode(code: number): Referred {
  return { table: [{ u8: code }, null, { u32: 1 }, { u32: code }] };
}

/** The softmax over the channels, from tensor 3 to tensor 4. */
function softmaxOperator(): Referred {
  return {
    table: [{ u32: 1 }, { int32s: [3] }, { int32s: [4] }, { u8: SOFTMAX_OPTIONS }, {
      table: [{ u32: FLOAT_ONE }],
    }],
  };
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

/** Calls `use` with the path of a temporary file that contains `bytes`. */
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
