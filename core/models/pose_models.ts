/**
 * Makes two models from those of the package `@mediapipe/pose`: the pose task, and a model that gives heatmaps.
 *
 * @module
 */
import { KEYPOINTS } from "../layers/names.ts";
import { keepChannels } from "./tflite/keep_channels.ts";
import { keepOutput } from "./tflite/keep_output.ts";
import { addMetadata, type Normalization } from "./tflite/metadata.ts";
import { storedZip } from "./tflite/zip_writer.ts";

/** The detector was trained on -1..1, the landmark model on 0..1. Neither file contains this information. */
const DETECTOR: Normalization = { mean: 127.5, std: 127.5 };
const LANDMARKS: Normalization = { mean: 0, std: 255 };

/** The shape of the heatmaps: one for each keypoint, then six for points that the pose task does not output. */
const HEATMAPS = [1, 64, 64, KEYPOINTS.length + 6] as const;

/**
 * Makes the `.task` file for `PoseLandmarker`.
 *
 * @param models complete, checked TFLite files without metadata
 */
export function poseTask(
  { detector, landmarks }: { detector: Uint8Array; landmarks: Uint8Array },
): Uint8Array<ArrayBuffer> {
  return storedZip({
    "pose_detector.tflite": addMetadata(detector, DETECTOR),
    "pose_landmarks_detector.tflite": addMetadata(landmarks, LANDMARKS),
  });
}

/**
 * Makes a landmark model whose output is some of its heatmaps, which the pose task does not output. Their values are logits.
 *
 * @param landmarks a complete, checked TFLite file without metadata
 * @param keypoints indexes into `KEYPOINTS`, in the order of the output's maps
 * @throws {ScrimError} `MODEL` when the model has no such output
 */
export function heatmapModel(
  landmarks: Uint8Array,
  keypoints: readonly number[],
): Uint8Array<ArrayBuffer> {
  const maps = keepOutput(landmarks, { shape: HEATMAPS, file: "heatmaps" });
  return addMetadata(keepChannels(maps, keypoints), LANDMARKS);
}
