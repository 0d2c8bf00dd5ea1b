/**
 * From a model's name to its bytes, ready for the task.
 *
 * @module
 */
import { ScrimError } from "../errors.ts";
import type { ModelChoice, ModelName } from "../layers.ts";
import { MODELS } from "../layers.ts";
import { inspectModel } from "./tflite/inspect.ts";
import type { Normalization } from "./tflite/metadata.ts";
import { addMetadata } from "./tflite/metadata.ts";
import type { SegmenterShape } from "./tflite/segmenter_shape.ts";
import { segmenterShape } from "./tflite/segmenter_shape.ts";

/** A model that may go to the worker. */
export interface LoadedModel {
  /** For messages. */
  readonly file: string;
  /** With metadata. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly shape: SegmenterShape;
}

const PACKAGE = "npm:@mediapipe/selfie_segmentation@0.1.1675465747";

const FILES = {
  landscape: `${PACKAGE}/selfie_segmentation_landscape.tflite`,
  general: `${PACKAGE}/selfie_segmentation.tflite`,
} as const satisfies Readonly<Record<ModelName, string>>;

/** Bytes to 0..1, as both selfie models were trained; assumed for a user's model that does not say. */
const UNIT: Normalization = { mean: 0, std: 255 };

/**
 * What `--model` names: one of ours, or a TFLite file, whose size is read.
 *
 * @throws {ScrimError} `USAGE` for a name that does not exist, `MODEL` for a file that cannot be used
 */
export async function chooseModel(value: string): Promise<ModelChoice> {
  if (isModelName(value)) return value;
  if (!value.endsWith(".tflite")) {
    throw new ScrimError(
      `Cannot use --model "${value}": unknown, wanted ${names()} or a .tflite file`,
      { code: "USAGE" },
    );
  }
  const { shape } = await readModel(value, value);
  return { file: value, width: shape.width, height: shape.height };
}

/**
 * Reads a model and gives it metadata if it has none. The package of the named ones is installed on first use.
 *
 * @throws {ScrimError} `MODEL` naming the file and what to do
 */
export async function loadModel(choice: ModelChoice): Promise<LoadedModel> {
  if (typeof choice !== "string") return await readModel(choice.file, choice.file);
  await installPackage(choice);
  return await readModel(new URL(import.meta.resolve(FILES[choice])), choice);
}

/** Importing any file of an npm package makes Deno fetch the whole package into its cache. */
async function installPackage(choice: ModelName): Promise<void> {
  try {
    await import("npm:@mediapipe/selfie_segmentation@0.1.1675465747/package.json", {
      with: { type: "json" },
    });
  } catch (cause) {
    throw new ScrimError(`Cannot load model "${choice}": package ${PACKAGE} is not reachable`, {
      code: "MODEL",
      hint: "check the network, or give a file with --model FILE.tflite",
      cause,
    });
  }
}

async function readModel(path: string | URL, file: string): Promise<LoadedModel> {
  const bytes = await readFile(path, file);
  const summary = inspectModel(bytes, file);
  const shape = segmenterShape(summary, file);
  return { file, shape, bytes: summary.hasMetadata ? bytes : addMetadata(bytes, UNIT) };
}

async function readFile(path: string | URL, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound ? "no such file" : String(cause);
    throw new ScrimError(`Cannot read model "${file}": ${reason}`, {
      code: "MODEL",
      hint: `give the path of a .tflite file, or ${names()}`,
      cause,
    });
  }
}

function isModelName(value: string): value is ModelName {
  return Object.hasOwn(MODELS, value);
}

function names(): string {
  return Object.keys(MODELS).join(", ");
}
