/**
 * Reads the labels of a segmenter's channels from its metadata.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { METADATA_NAME } from "./metadata.ts";
import { TableReader } from "./table_reader.ts";
import { readAppendedZip } from "./zip_reader.ts";
import { storedZip } from "./zip_writer.ts";

/** A model with its labels. */
export interface LabelledModel {
  /** The model, in a form that MediaPipe accepts. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** One name per channel; empty if the model has no labels. */
  readonly labels: readonly string[];
}

/** Field numbers of `metadata_schema.fbs`. */
const MODEL_METADATA = { graphs: 3 } as const;
const GRAPH_METADATA = { outputs: 3 } as const;
const TENSOR_METADATA = { files: 6 } as const;
const ASSOCIATED_FILE = { name: 0, type: 2 } as const;
/** The type of a text file with one line per channel. */
const TENSOR_AXIS_LABELS = 2;

/**
 * Reads the names of a model's channels. MediaPipe refuses deflated entries in the zip file at the end of a model, so such a zip
 * file is replaced with an uncompressed one.
 *
 * @param bytes a complete, checked TFLite file
 * @param file the file's name, for messages
 * @throws {ScrimError} `MODEL` when the labels are damaged, or their number is not that of the channels
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
      hint: "write its metadata again, or remove it",
      cause,
    });
  }
}

/** The name of the file with the labels of the first output; `null` if the metadata names none. */
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
  if (!content) throw new RangeError(`it does not contain the file "${name}"`);
  return new TextDecoder().decode(content);
}

/** Splits text into lines. The last line may end with a line break. */
function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/**
 * Converts labels to names of layers: in lower case, trimmed, with one `-` for each run of characters other than letters, digits
 * and `_`. A channel without a label is named `class-` and its index from 0. If several labels give the same name, the later ones
 * get `-2`, `-3` and so on.
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
