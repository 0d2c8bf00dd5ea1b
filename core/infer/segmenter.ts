/**
 * One MediaPipe segmenter on shared memory. Runs inside the worker; calls block while the model computes.
 *
 * @module
 */
import { ImageSegmenter } from "npm:@mediapipe/tasks-vision@1.1.0";
import type { ImageSegmenterResult, ImageSource } from "npm:@mediapipe/tasks-vision@1.1.0";
import { writeMask } from "./mask.ts";
import type { StartOrder } from "./protocol.ts";
import { prepareScope } from "./runtime.ts";
import { textureCanvas } from "./texture_context.ts";
import type { PersonChannel } from "./tflite/segmenter_shape.ts";
import { personChannel } from "./tflite/segmenter_shape.ts";

/** A loaded model with its input and its mask. */
export class Segmenter {
  readonly #task: ImageSegmenter;
  readonly #image: ImageSource;
  readonly #mask: Uint8ClampedArray;
  readonly #order: StartOrder;
  readonly #person: PersonChannel;
  #frame = 0;

  private constructor(task: ImageSegmenter, order: StartOrder) {
    const { file, channels, width, height, input, mask } = order;
    this.#task = task;
    this.#order = order;
    // A plain object is enough for the texture context, which keeps a reference to its bytes.
    this.#image = { width, height, data: input } as unknown as ImageSource;
    this.#mask = new Uint8ClampedArray(mask.buffer, mask.byteOffset, mask.length);
    this.#person = personChannel(task.getLabels(), { channels, file });
  }

  /**
   * Loads the model and runs it once, so that a model that cannot run is found before the first frame.
   *
   * @param log receives MediaPipe's chatter
   */
  static async load(order: StartOrder, log: (text: string) => void): Promise<Segmenter> {
    const task = await ImageSegmenter.createFromOptions(prepareScope(log), {
      canvas: textureCanvas() as unknown as OffscreenCanvas,
      runningMode: "VIDEO",
      outputCategoryMask: false,
      outputConfidenceMasks: true,
      baseOptions: { delegate: "CPU", modelAssetBuffer: order.model },
    });
    const segmenter = new Segmenter(task, order);
    segmenter.run();
    return segmenter;
  }

  /** Input to mask. The task remembers nothing between frames, so their numbers serve as its timestamps. */
  run(): void {
    this.#task.segmentForVideo(this.#image, ++this.#frame, this.#take);
  }

  /** The masks are views of the wasm heap, valid in this callback only. */
  readonly #take = (result: ImageSegmenterResult): void => {
    const masks = result.confidenceMasks;
    const chosen = masks?.[this.#person.index];
    const { channels, width, height } = this.#order;
    if (!chosen || masks.length !== channels || chosen.width !== width) {
      throw new RangeError(
        `${masks?.length ?? 0} masks of ${chosen?.width}x${chosen?.height}, ` +
          `wanted ${channels} of ${width}x${height}`,
      );
    }
    writeMask(chosen.getAsFloat32Array(), {
      into: this.#mask,
      inverted: this.#person.inverted,
    });
  };
}
