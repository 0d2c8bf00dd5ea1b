/**
 * Masks and labels from a segmenter: any of its channels, from one run. Runs inside the worker.
 *
 * @module
 */
import type {
  ImageSegmenter,
  ImageSegmenterResult,
  ImageSource,
  MPMask,
} from "npm:@mediapipe/tasks-vision@1.1.0";
import { writeLabels } from "./label_map.ts";
import { writeMask } from "./mask.ts";
import { openSegmenter } from "./open_segmenter.ts";
import type { LoadTask, StartOrder, Task } from "../protocol.ts";
import { clampedPixels, pixelsOf, taskImage } from "./task_image.ts";
import { type LayerChannel, layerChannel } from "../tflite/segmenter_shape.ts";

/** The label map; everything else that a segmenter gives is a mask. */
const LABELS = "parts";

/**
 * Loads the model. The label map is made from the masks if those are computed anyway; alone, it is all that the task
 * computes.
 */
export const load: LoadTask = async (order, log) => {
  const masks = order.layers.some(({ name }) => name !== LABELS);
  const segmenter = await openSegmenter(order.model, { masks, labels: !masks, log });
  const task = new SegmenterTask(segmenter, order);
  task.run();
  return task;
};

class SegmenterTask implements Task {
  readonly #segmenter: ImageSegmenter;
  readonly #image: ImageSource;
  readonly #order: StartOrder;
  readonly #masks: readonly (LayerChannel & { into: Uint8ClampedArray })[];
  readonly #labels: Uint8Array | null;
  /** Of the label map that is made from masks. */
  readonly #best: Float32Array;
  readonly #channels: Float32Array[] = [];
  #frame = 0;

  constructor(segmenter: ImageSegmenter, order: StartOrder) {
    const masks = order.layers.filter(({ name }) => name !== LABELS);
    const labels = order.layers.find(({ name }) => name === LABELS);
    this.#segmenter = segmenter;
    this.#order = order;
    this.#image = taskImage(order.input);
    this.#masks = masks.map((layer) => (
      { ...layerChannel(layer.name, order), into: clampedPixels(layer) }
    ));
    this.#labels = labels ? pixelsOf(labels) : null;
    this.#best = new Float32Array(labels && masks.length > 0 ? labels.data.length : 0);
  }

  /** The task remembers nothing between frames, so their numbers serve as its times. */
  run(): void {
    this.#segmenter.segmentForVideo(this.#image, ++this.#frame, this.#take);
  }

  /** The masks are views of the wasm heap, valid in this callback only. */
  readonly #take = ({ confidenceMasks, categoryMask }: ImageSegmenterResult): void => {
    if (this.#masks.length > 0) this.#takeMasks(confidenceMasks ?? []);
    else this.#labels?.set(this.#checked(categoryMask).getAsUint8Array());
  };

  #takeMasks(given: readonly MPMask[]): void {
    if (given.length !== this.#order.channels) {
      throw new RangeError(`${given.length} masks, wanted ${this.#order.channels}`);
    }
    for (const mask of this.#masks) {
      writeMask(this.#checked(given[mask.index]).getAsFloat32Array(), mask);
    }
    if (!this.#labels) return;
    for (let i = 0; i < given.length; i++) this.#channels[i] = given[i].getAsFloat32Array();
    writeLabels(this.#channels, this.#labels, this.#best);
  }

  #checked(mask: MPMask | undefined): MPMask {
    const { width, height } = this.#order.input;
    if (mask && mask.width === width && mask.height === height) return mask;
    throw new RangeError(`a mask of ${mask?.width}x${mask?.height}, wanted ${width}x${height}`);
  }
}
