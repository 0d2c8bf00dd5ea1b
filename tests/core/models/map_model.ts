/**
 * Makes a small model with the shapes of the pose landmark model: an input of 256x256, maps of 64x64, and another output that
 * must be removed. Its results can be computed by hand. Field numbers are those of `tensorflow/lite/schema.fbs`.
 *
 * @module
 */
import { type Referred, writeTables } from "../../../core/models/tflite/table_writer.ts";
import type { TinyChannel } from "./tiny_model.ts";

const CONV_2D = 3;
const CONV_2D_OPTIONS = 1;
const VALID = 1;
const SIDE = 256;
const EVERY = 4;

/** Each channel is `weights · (r, g, b) / 255 + bias` of every fourth pixel of every fourth row, starting with the first. */
export function mapModel(channels: readonly TinyChannel[]): Uint8Array<ArrayBuffer> {
  const count = channels.length;
  const map = SIDE / EVERY;
  const tensors = [
    tensor("image", [1, SIDE, SIDE, 3]),
    tensor("weights", [count, 1, 1, 3], 1),
    tensor("bias", [count], 2),
    tensor("maps", [1, map, map, count]),
    tensor("mask weights", [1, 1, 1, 3], 3),
    tensor("mask bias", [1], 4),
    tensor("mask", [1, SIDE, SIDE, 1]),
  ];
  const graph = {
    table: [
      { tables: tensors },
      { int32s: [0] },
      { int32s: [6, 3] },
      { tables: [convolution([0, 4, 5], 6, 1), convolution([0, 1, 2], 3, EVERY)] },
    ],
  };
  const buffers = [
    { table: [null] },
    floats(channels.flatMap(({ weights }) => weights)),
    floats(channels.map(({ bias }) => bias)),
    floats([1, 0, 0]),
    floats([0]),
  ];
  const code = { table: [{ u8: CONV_2D }, null, { u32: 1 }, { u32: CONV_2D }] };
  return writeTables({
    table: [{ u32: 3 }, { tables: [code] }, { tables: [graph] }, null, { tables: buffers }],
  }, { identifier: "TFL3" });
}

function convolution(inputs: readonly number[], output: number, stride: number): Referred {
  const options = { table: [{ u8: VALID }, { u32: stride }, { u32: stride }] };
  return {
    table: [
      { u32: 0 },
      { int32s: inputs },
      { int32s: [output] },
      { u8: CONV_2D_OPTIONS },
      options,
    ],
  };
}

function tensor(name: string, shape: readonly number[], buffer = 0): Referred {
  return { table: [{ int32s: shape }, { u8: 0 }, { u32: buffer }, { text: name }] };
}

function floats(values: readonly number[]): Referred {
  return { table: [{ bytes: new Uint8Array(Float32Array.from(values).buffer) }] };
}
