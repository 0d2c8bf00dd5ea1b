/**
 * Checks whether a model is a segmenter that Scrim can run, and finds the channel of each layer.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { ModelSummary, Tensor } from "./inspect.ts";

/** The input size and the number of channels of a segmenter. */
export interface SegmenterShape {
  /** Size of the RGB input in pixels. */
  readonly width: number;
  readonly height: number;
  /** The number of masks that it gives. */
  readonly channels: number;
}

/** The channel of a layer. */
export interface LayerChannel {
  readonly index: number;
  /** Whether the layer is the inverse of the channel's mask: `layer = 255 - mask`. */
  readonly inverted: boolean;
}

/** The channels of a segmenter. */
export interface Channels {
  /** Their names; empty if the model has no labels. */
  readonly labels: readonly string[];
  /** Their number. */
  readonly channels: number;
  /** The file's name, for messages. */
  readonly file: string;
}

/** The largest texture size that `texture_context.ts` reports. */
const MAX_SIZE = 8192;

/**
 * Reads the shape of a float segmenter with one RGB input and one output.
 *
 * @param file the file's name, for messages
 * @throws {ScrimError} `MODEL` for any other model, naming its inputs or outputs
 */
export function segmenterShape(model: ModelSummary, file: string): SegmenterShape {
  const input = only(model.inputs, { what: "input", file });
  const output = only(model.outputs, { what: "output", file });
  const [batch, height = 0, width = 0, colors] = input.shape;
  if (
    input.type !== "float32" || input.shape.length !== 4 || batch !== 1 || colors !== 3 ||
    !inRange(width) || !inRange(height)
  ) {
    throw unsuitable(file, `its input is ${describe(input)}, wanted float32 [1, height, width, 3]`);
  }
  const [outBatch, outHeight = 0, outWidth = 0, channels = 0] = output.shape;
  if (
    output.type !== "float32" || output.shape.length !== 4 || outBatch !== 1 ||
    !inRange(outWidth) || !inRange(outHeight) || channels < 1
  ) {
    throw unsuitable(
      file,
      `its output is ${describe(output)}, wanted float32 [1, height, width, channels]`,
    );
  }
  return { width, height, channels };
}

/**
 * Finds the channel of the layer `person` or `parts/<label>`.
 *
 * @throws {ScrimError} `MODEL` when the model has no such channel
 */
export function layerChannel(layer: string, channels: Channels): LayerChannel {
  if (layer === "person") return personChannel(channels);
  const index = channels.labels.findIndex((label) => layer === `parts/${label}`);
  if (index >= 0) return { index, inverted: false };
  const list = channels.labels.join(", ") || "no names";
  throw unsuitable(channels.file, `it gives ${list}, wanted "${layer}"`);
}

/**
 * Finds the channel of the person: the channel `person`, or the inverse of the channel `background`. Otherwise, a single channel
 * is the person. Without labels, the first of several channels is the background.
 */
function personChannel({ labels, channels, file }: Channels): LayerChannel {
  if (labels.length !== channels || labels.every((label) => label === "")) {
    return { index: 0, inverted: channels > 1 };
  }
  const person = labels.indexOf("person");
  if (person >= 0) return { index: person, inverted: false };
  const background = labels.indexOf("background");
  if (background >= 0) return { index: background, inverted: true };
  if (channels === 1) return { index: 0, inverted: false };
  throw unsuitable(file, `it gives ${labels.join(", ")}, wanted person or background`);
}

function only(tensors: readonly Tensor[], { what, file }: { what: string; file: string }): Tensor {
  const [first] = tensors;
  if (first && tensors.length === 1) return first;
  const list = tensors.map(describe).join(", ") || "none";
  throw unsuitable(file, `it has ${tensors.length} ${what}s (${list}), wanted 1`);
}

function unsuitable(file: string, reason: string): ScrimError {
  return new ScrimError(`Cannot use model "${file}": ${reason}`, {
    code: "MODEL",
    hint: "give an image segmenter with float input and output",
  });
}

function describe(tensor: Tensor): string {
  return `${tensor.type} [${tensor.shape.join(", ")}]`;
}

function inRange(size: number): boolean {
  return size >= 1 && size <= MAX_SIZE;
}
