/**
 * From a model's name to its bytes. Nothing is read, installed or downloaded but what is asked for.
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

/** A model that may go to the worker. */
export interface LoadedModel {
  /** For messages. */
  readonly file: string;
  /**
   * A segmenter: a TFLite file with metadata. `pose`: a task bundle. `heatmaps`: the landmark model as published, without
   * metadata and with all its outputs.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What a segmenter takes and gives; `null` for `pose` and `heatmaps`. */
  readonly shape: SegmenterShape | null;
  /** What a segmenter's channels show, in order; empty when nobody says. */
  readonly labels: readonly string[];
}

type Segmenter = LoadedModel & { readonly shape: SegmenterShape };

/** What loading a model may need. */
export interface LoadTools {
  readonly clock: Clock;
  readonly log: Log;
  /** Told how far a download is; never called for a model that is here. */
  readonly progress?: (progress: ModelProgress) => void;
  /** Ends whatever is under way. */
  readonly signal?: AbortSignal;
  /** Where models that are in no package lie, and which file is `multiclass`. */
  readonly store?: StoreOptions & { readonly multiclass?: RemoteFile };
}

/** Bytes to 0..1, as both selfie models were trained; assumed for a user's model that does not say. */
const UNIT: Normalization = { mean: 0, std: 255 };

/**
 * What `--model` names: one of ours, or a TFLite file, of which size and labels are read.
 *
 * @param signal ends a wait for a named pipe
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
 * Reads a model, after it was installed or downloaded if this is its first use: `landscape`, `general`, `pose` and
 * `heatmaps` come with npm packages, `multiclass` from Google's storage. Each is checked against its hash, a user's file
 * against what it says of itself.
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
      // Not kept: a kept bundle would take as long to read and check as its parts do (7–14 ms); making it takes 3–10 ms,
      // finding the package 25–40 ms, all of it while the worker loads its code for longer than that.
      return { file: choice, bytes: poseTask({ detector, landmarks }), shape: null, labels: [] };
    }
    case "heatmaps": {
      const bytes = await readOne(PACKAGED.poseLandmarks, tools);
      return { file: choice, bytes, shape: null, labels: [] };
    }
  }
}

/** Its channels have the names that the planner knows, whatever its labels say. */
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
