/**
 * Decides whether a model is a segmenter that Scrim can run, and where in its output the person is.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { ModelSummary, Tensor } from "./inspect.ts";

/** What the engine must know of a segmenter. */
export interface SegmenterShape {
  /** Pixels of the RGB picture it takes. */
  readonly width: number;
  readonly height: number;
  /** Masks it gives. */
  readonly channels: number;
}

/** Which of a segmenter's masks is a layer, and whether it must be turned round. */
export interface LayerChannel {
  readonly index: number;
  /** The mask is everything but the layer: `layer = 255 - mask`. */
  readonly inverted: boolean;
}

/** What a segmenter's channels are. */
export interface Channels {
  /** Their names, if the model has them. */
  readonly labels: readonly string[];
  /** How many. */
  readonly channels: number;
  /** For messages. */
  readonly file: string;
}

/** The largest texture that `texture_context.ts` admits to. */
const MAX_SIZE = 8192;

/**
 * The shape of a float segmenter with one RGB input and one output.
 *
 * @param file for messages
 * @throws {ScrimError} `MODEL` for any other model, saying what it has
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
 * The mask for `person` or `parts/<label>`.
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
 * The person among the masks: the channel of that name; else whatever is not background; without names the only
 * channel is the person, and of several the first is the background.
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
