/**
 * Opens MediaPipe's segmenter with the required outputs.
 *
 * @module
 */
import { ImageSegmenter } from "npm:@mediapipe/tasks-vision@1.1.0";
import { prepareScope } from "../runtime.ts";
import { textureCanvas } from "./texture_context.ts";

/** The outputs to compute. */
export interface SegmenterOutputs {
  /** Whether to compute a mask of each channel. */
  readonly masks: boolean;
  /** Whether to compute the index of the strongest channel at each pixel. */
  readonly labels: boolean;
  /** Receives MediaPipe's messages. */
  readonly log: (text: string) => void;
}

/**
 * Opens a segmenter that runs on the CPU.
 *
 * @param model a TFLite file with metadata
 */
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
