/**
 * Keypoint heatmaps from the pose landmark model: its `[1, 64, 64, 39]` output, which the pose task does not give. Runs inside
 * the worker. The model is reduced to the required maps, so that the others are neither computed nor upscaled.
 *
 * @module
 */
import type {
  ImageSegmenter,
  ImageSegmenterResult,
  ImageSource,
} from "npm:@mediapipe/tasks-vision@1.1.0";
import { KEYPOINTS } from "../../layers/names.ts";
import { type MapWindow, writeHeatmap } from "./heatmap.ts";
import { openSegmenter } from "./open_segmenter.ts";
import { heatmapModel } from "../pose_models.ts";
import type { LoadTask, SharedLayer, StartOrder, Task } from "../protocol.ts";
import { clampedPixels, taskImage } from "./task_image.ts";

const PREFIX = "heatmaps/";

/** Loads the model for the maps of `order.layers`. */
export const load: LoadTask = async (order, log) => {
  const keypoints = order.layers.map(keypointOf);
  const segmenter = await openSegmenter(heatmapModel(order.model, keypoints), {
    masks: true,
    labels: false,
    log,
  });
  const task = new HeatmapTask(segmenter, order);
  task.run();
  return task;
};

function keypointOf({ name }: SharedLayer): number {
  const keypoint = KEYPOINTS.findIndex((known) => name === PREFIX + known);
  if (keypoint < 0) throw new RangeError(`"${name}" is not a heatmap`);
  return keypoint;
}

class HeatmapTask implements Task {
  readonly #segmenter: ImageSegmenter;
  readonly #image: ImageSource;
  readonly #maps: readonly { into: Uint8ClampedArray; window: MapWindow }[];
  #frame = 0;

  constructor(segmenter: ImageSegmenter, { input, layers }: StartOrder) {
    this.#segmenter = segmenter;
    this.#image = taskImage(input);
    this.#maps = layers.map((layer) => {
      const { width, height } = layer;
      const window = { stride: input.width, left: input.left, width, height };
      return { into: clampedPixels(layer), window };
    });
  }

  run(): void {
    this.#segmenter.segmentForVideo(this.#image, ++this.#frame, this.#take);
  }

  /** Takes the maps of the result, which are views of the wasm heap and valid in this callback only. */
  readonly #take = ({ confidenceMasks }: ImageSegmenterResult): void => {
    for (let i = 0; i < this.#maps.length; i++) {
      const map = this.#maps[i];
      const given = confidenceMasks?.[i];
      if (!given || given.width !== map.window.stride) {
        throw new RangeError(
          `the heatmap has width ${given?.width ?? 0}, wanted ${map.window.stride}`,
        );
      }
      writeHeatmap(given.getAsFloat32Array(), map.into, map.window);
    }
  };
}
