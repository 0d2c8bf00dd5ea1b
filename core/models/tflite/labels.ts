/**
 * What a segmenter's channels show, by the labels that its metadata brings.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { METADATA_NAME } from "./metadata.ts";
import { TableReader } from "./table_reader.ts";
import { readAppendedZip } from "./zip_reader.ts";
import { storedZip } from "./zip_writer.ts";

/** A model whose labels were read. */
export interface LabelledModel {
  /** The model, fit for MediaPipe. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** One name a channel, or none at all when the model brings no labels. */
  readonly labels: readonly string[];
}

/** Field numbers of `metadata_schema.fbs`. */
const MODEL_METADATA = { graphs: 3 } as const;
const GRAPH_METADATA = { outputs: 3 } as const;
const TENSOR_METADATA = { files: 6 } as const;
const ASSOCIATED_FILE = { name: 0, type: 2 } as const;
/** A text file with one line a channel. */
const TENSOR_AXIS_LABELS = 2;

/**
 * The names of a model's channels. A zip behind the model with deflated files, which MediaPipe refuses, is written anew.
 *
 * @param bytes a whole, checked TFLite file
 * @param file for messages
 * @throws {ScrimError} `MODEL` when the labels are damaged, or more or fewer than channels
 */
export async function readLabels(
  bytes: Uint8Array<ArrayBuffer>,
  { channels, file }: { channels: number; file: string },
): Promise<LabelledModel> {
  try {
    const named = labelFile(bytes);
    const zip = await readAppendedZip(bytes);
    const text = named === null ? "" : decode(zip?.entries.get(named), named);
    const labels = layerNames(linesOf(text));
    if (named !== null && labels.length !== channels) {
      throw new RangeError(`${labels.length} labels for ${channels} channels`);
    }
    return {
      bytes: zip?.deflated ? repacked(bytes.subarray(0, zip.start), zip.entries) : bytes,
      labels,
    };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ScrimError(`Cannot read the labels of model "${file}": ${cause.message}`, {
      code: "MODEL",
      hint: "write its metadata anew, or take it out",
      cause,
    });
  }
}

/** The file that names the first output's channels; `null` when the model has no such metadata. */
function labelFile(bytes: Uint8Array): string | null {
  const root = TableReader.root(bytes);
  const entry = root.tables(6).find((entry) => entry.text(0) === METADATA_NAME);
  const block = entry && root.tables(4)[entry.uint32(1)]?.bytes(0);
  if (!block || block.length === 0) return null;
  const [graph] = TableReader.root(block).tables(MODEL_METADATA.graphs);
  const [output] = graph?.tables(GRAPH_METADATA.outputs) ?? [];
  const files = output?.tables(TENSOR_METADATA.files) ?? [];
  const found = files.find((file) => file.uint8(ASSOCIATED_FILE.type) === TENSOR_AXIS_LABELS);
  return found?.text(ASSOCIATED_FILE.name) ?? null;
}

function decode(content: Uint8Array | undefined, name: string): string {
  if (!content) throw new RangeError(`no file "${name}" is packed with it`);
  return new TextDecoder().decode(content);
}

/** One line a channel; the last may or may not be ended. */
function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/**
 * Names that a layer can have: trimmed, in lower case, whatever is no letter, digit or `_` becomes one `-`. A channel
 * without a name is called `class-` and its number, counted from 0; of several with one name the later ones get `-2`, `-3`.
 *
 * @example `Dining Table` is `dining-table`, `others (accessories)` is `others-accessories`, a second `hair` is `hair-2`
 */
export function layerNames(lines: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return lines.map((line, channel) => {
    const plain = line.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "-").replace(/^-|-$/g, "") ||
      `class-${channel}`;
    let name = plain;
    for (let copy = 2; taken.has(name); copy++) name = `${plain}-${copy}`;
    taken.add(name);
    return name;
  });
}

function repacked(
  model: Uint8Array<ArrayBuffer>,
  entries: ReadonlyMap<string, Uint8Array>,
): Uint8Array<ArrayBuffer> {
  const zip = storedZip(Object.fromEntries(entries));
  const whole = new Uint8Array(model.length + zip.length);
  whole.set(model);
  whole.set(zip, model.length);
  return whole;
}
