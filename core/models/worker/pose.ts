/**
 * The pose task: the keypoints of one person, the person mask, and body parts derived from both. Runs inside the worker.
 *
 * @module
 */
import { PoseLandmarker } from "npm:@mediapipe/tasks-vision@1.1.0";
import type { ImageSource, PoseLandmarkerResult } from "npm:@mediapipe/tasks-vision@1.1.0";
import { KEYPOINTS } from "../../layers/names.ts";
import { writeMask } from "./mask.ts";
import { PartLayers } from "./part_layers.ts";
import { writePoints } from "./points.ts";
import type { LoadTask, StartOrder, Task } from "../protocol.ts";
import { prepareScope } from "../runtime.ts";
import { clampedPixels, taskImage } from "./task_image.ts";
import { textureCanvas } from "./texture_context.ts";

/** Loads both models. The mask is computed only if a layer needs it. */
export const load: LoadTask = async (order, log) => {
  const landmarker = await PoseLandmarker.createFromOptions(prepareScope(log), {
    canvas: textureCanvas() as unknown as OffscreenCanvas,
    runningMode: "VIDEO",
    numPoses: 1,
    outputSegmentationMasks: order.layers.some(({ name }) => name !== "landmarks"),
    baseOptions: { delegate: "CPU", modelAssetBuffer: order.model },
  });
  const task = new PoseTask(landmarker, order);
  task.run(0);
  return task;
};

class PoseTask implements Task {
  readonly #landmarker: PoseLandmarker;
  readonly #image: ImageSource;
  readonly #layers: StartOrder["layers"];
  /** The memory of the layer `landmarks`, or separate memory if only layers derived from the keypoints are required. */
  readonly #points: Float32Array;
  readonly #mask: Uint8ClampedArray | null;
  readonly #parts: PartLayers | null;
  #lastMs = -1;

  constructor(landmarker: PoseLandmarker, { input, layers }: StartOrder) {
    const { width, height } = input;
    const points = layers.find(({ name }) => name === "landmarks")?.data;
    const person = layers.find(({ name }) => name === "person");
    const parts = layers.filter(({ name }) => name === "parts" || name.startsWith("parts/"));
    this.#landmarker = landmarker;
    this.#image = taskImage(input);
    this.#layers = layers;
    this.#points = points instanceof Float32Array ? points : new Float32Array(KEYPOINTS.length * 4);
    this.#mask = person
      ? clampedPixels(person)
      : parts.length > 0
      ? new Uint8ClampedArray(width * height)
      : null;
    this.#parts = parts.length > 0 ? new PartLayers(parts, { width, height }) : null;
  }

  /** The task tracks the person and smooths its motion. It needs strictly increasing timestamps in whole milliseconds. */
  run(timestampMs: number): void {
    this.#lastMs = Math.max(this.#lastMs + 1, Math.round(timestampMs));
    this.#landmarker.detectForVideo(this.#image, this.#lastMs, this.#take);
  }

  /** Takes the result. Its mask is a view of the wasm heap and valid in this callback only. */
  readonly #take = ({ landmarks, segmentationMasks }: PoseLandmarkerResult): void => {
    const [person] = landmarks;
    if (!person) {
      for (const { data } of this.#layers) data.fill(0);
      return;
    }
    writePoints(person, this.#points);
    if (!this.#mask) return;
    const mask = segmentationMasks?.[0];
    if (!mask) throw new RangeError("the pose has no mask");
    writeMask(mask.getAsFloat32Array(), { into: this.#mask, inverted: false });
    this.#parts?.write(this.#points, this.#mask);
  };
}
