/**
 * Opens MediaPipe's segmenter with the outputs that are wanted.
 *
 * @module
 */
import { ImageSegmenter } from "npm:@mediapipe/tasks-vision@1.1.0";
import { prepareScope } from "../runtime.ts";
import { textureCanvas } from "./texture_context.ts";

/** Which outputs to compute, and where MediaPipe's chatter goes. */
export interface SegmenterOutputs {
  /** A mask of each channel. */
  readonly masks: boolean;
  /** The number of the strongest channel at each pixel. */
  readonly labels: boolean;
  readonly log: (text: string) => void;
}

/** @param model a TFLite file with metadata */
export async function openSegmenter(
  model: Uint8Array<ArrayBuffer>,
  { masks, labels, log }: SegmenterOutputs,
): Promise<ImageSegmenter> {
  return await ImageSegmenter.createFromOptions(prepareScope(log), {
    canvas: textureCanvas() as unknown as OffscreenCanvas,
    runningMode: "VIDEO",
    outputCategoryMask: labels,
    outputConfidenceMasks: masks,
    baseOptions: { delegate: "CPU", modelAssetBuffer: model },
  });
}
