/**
 * The segmenter task: the masks of any of its channels, and the label map, from one inference. Runs inside the worker.
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

/** The layer of the label map. All other layers of a segmenter are masks. */
const LABELS = "parts";

/**
 * Loads the model. If masks are required, the label map is made from them; otherwise MediaPipe computes only the label map.
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
  /** Scratch memory of `writeLabels()`; empty if the label map is not made from masks. */
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

  /** The task keeps no state between frames, so frame numbers serve as timestamps. */
  run(): void {
    this.#segmenter.segmentForVideo(this.#image, ++this.#frame, this.#take);
  }

  /** Takes the result. Its masks are views of the wasm heap and valid in this callback only. */
  readonly #take = ({ confidenceMasks, categoryMask }: ImageSegmenterResult): void => {
    if (this.#masks.length > 0) this.#takeMasks(confidenceMasks ?? []);
    else this.#labels?.set(this.#checked(categoryMask).getAsUint8Array());
  };

  #takeMasks(given: readonly MPMask[]): void {
    if (given.length !== this.#order.channels) {
      throw new RangeError(`it gave ${given.length} masks, wanted ${this.#order.channels}`);
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
    throw new RangeError(
      `it gave a mask of ${mask?.width}x${mask?.height}, wanted ${width}x${height}`,
    );
  }
}
