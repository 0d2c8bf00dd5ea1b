/**
 * Loads models by name or path. Only the requested model is read, installed or downloaded.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { reasonFor } from "../base/reasons.ts";
import { MULTICLASS } from "../layers/names.ts";
import type { ModelChoice, ModelFile, SegmenterName } from "../layers/layers.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SEGMENTERS } from "../layers/providers.ts";
import { poseTask } from "./pose_models.ts";
import { openPackage } from "./store/npm_package.ts";
import { MULTICLASS_FILE, PACKAGED, type PackageFile, type RemoteFile } from "./store/pinned.ts";
import { keptModel, type ModelProgress, type StoreOptions } from "./store/store.ts";
import { inspectModel } from "./tflite/inspect.ts";
import { readLabels } from "./tflite/labels.ts";
import { addMetadata, type Normalization } from "./tflite/metadata.ts";
import { type SegmenterShape, segmenterShape } from "./tflite/segmenter_shape.ts";

/** A checked model, ready for the worker. */
export interface LoadedModel {
  /** The file's name, for messages. */
  readonly file: string;
  /**
   * The content. For a segmenter, a TFLite file with metadata; for `pose`, a task bundle; for `heatmaps`, the landmark model as
   * published, without metadata and with all its outputs.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The input size and number of channels of a segmenter; `null` for `pose` and `heatmaps`. */
  readonly shape: SegmenterShape | null;
  /** The label of each channel of a segmenter, in order; empty if the model has no labels. */
  readonly labels: readonly string[];
}

type Segmenter = LoadedModel & { readonly shape: SegmenterShape };

/** The dependencies of loading a model. */
export interface LoadTools {
  readonly clock: Clock;
  readonly log: Log;
  /** Receives the progress of a download; never called for a model that is already stored locally. */
  readonly progress?: (progress: ModelProgress) => void;
  /** Aborts the loading. */
  readonly signal?: AbortSignal;
  /** Where downloaded models are stored and come from, and which file is `multiclass`. */
  readonly store?: StoreOptions & { readonly multiclass?: RemoteFile };
}

/** Maps bytes to 0..1, as in the training of both selfie models. Assumed for a user's model without metadata. */
const UNIT: Normalization = { mean: 0, std: 255 };

/**
 * Resolves the value of `--model`: the name of one of Scrim's models, or a TFLite file, whose size and labels it reads.
 *
 * @param signal aborts the reading, which may wait for a named pipe
 * @throws {ScrimError} `USAGE` for a name that does not exist, `MODEL` for a file that cannot be used
 */
export async function chooseModel(
  value: string,
  signal?: AbortSignal,
): Promise<SegmenterName | ModelFile> {
  if (isSegmenterName(value)) return value;
  if (!value.endsWith(".tflite")) {
    throw new ScrimError(
      `Cannot use --model "${value}": unknown, wanted ${names()} or a .tflite file`,
      { code: "USAGE" },
    );
  }
  const { labels, shape } = await readSegmenter(await readFile(value, signal), value);
  return { file: value, ...shape, labels };
}

/**
 * Reads a model. On first use, it is installed or downloaded: `landscape`, `general`, `pose` and `heatmaps` come from npm
 * packages, `multiclass` comes from Google's storage. Scrim's models are checked against their hashes; a user's file is checked
 * for damage and for a supported input and output.
 *
 * @throws {ScrimError} `MODEL` naming the file and what to do; the signal's reason when aborted
 */
export async function loadModel(choice: ModelChoice, tools: LoadTools): Promise<LoadedModel> {
  tools.signal?.throwIfAborted();
  if (typeof choice !== "string") {
    return await readSegmenter(await readFile(choice.file), choice.file);
  }
  switch (choice) {
    case "landscape":
    case "general":
      return await readSegmenter(await readOne(PACKAGED[choice], tools), choice);
    case "multiclass": {
      const bytes = await keptModel(tools.store?.multiclass ?? MULTICLASS_FILE, tools);
      return namedParts(await readSegmenter(bytes, choice));
    }
    case "pose": {
      const read = await openPackage(PACKAGED.poseDetector.package, tools);
      const detector = await read(PACKAGED.poseDetector);
      const landmarks = await read(PACKAGED.poseLandmarks);
      // The bundle is not stored, because reading and checking it would take as long as for its parts (7–14 ms). Making it takes
      // 3–10 ms and finding the package 25–40 ms, and meanwhile the worker takes longer than that to load its code.
      return { file: choice, bytes: poseTask({ detector, landmarks }), shape: null, labels: [] };
    }
    case "heatmaps": {
      const bytes = await readOne(PACKAGED.poseLandmarks, tools);
      return { file: choice, bytes, shape: null, labels: [] };
    }
  }
}

/** Checks the shape of the multi-class model, and names its channels as the planner does, whatever its own labels are. */
function namedParts(model: Segmenter): Segmenter {
  const { width, height, channels } = model.shape;
  const wanted = SEGMENTERS.multiclass;
  if (width === wanted.width && height === wanted.height && channels === MULTICLASS.length) {
    return { ...model, labels: MULTICLASS };
  }
  throw new ScrimError(
    `Cannot use model "${model.file}": it gives ${channels} masks of ${width}x${height}, ` +
      `wanted ${MULTICLASS.length} of ${wanted.width}x${wanted.height}`,
    { code: "MODEL" },
  );
}

async function readOne(file: PackageFile, tools: LoadTools): Promise<Uint8Array<ArrayBuffer>> {
  const read = await openPackage(file.package, tools);
  return await read(file);
}

async function readSegmenter(
  given: Uint8Array<ArrayBuffer>,
  file: string,
): Promise<Segmenter> {
  const summary = inspectModel(given, file);
  const shape = segmenterShape(summary, file);
  const { bytes, labels } = await readLabels(given, { channels: shape.channels, file });
  return { file, shape, labels, bytes: summary.hasMetadata ? bytes : addMetadata(bytes, UNIT) };
}

async function readFile(file: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(file, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    const reason = reasonFor(cause, "no such file");
    throw new ScrimError(`Cannot read model "${file}": ${reason}`, {
      code: "MODEL",
      hint: `give the path of a .tflite file, or ${names()}`,
      cause,
    });
  }
}

function isSegmenterName(value: string): value is SegmenterName {
  return Object.hasOwn(SEGMENTERS, value);
}

function names(): string {
  return Object.keys(SEGMENTERS).join(", ");
}
