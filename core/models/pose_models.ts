/**
 * What Scrim makes of the two models of the package `@mediapipe/pose`: a pose task, and a model that gives heatmaps.
 *
 * @module
 */
import { KEYPOINTS } from "../layers/names.ts";
import { keepChannels } from "./tflite/keep_channels.ts";
import { keepOutput } from "./tflite/keep_output.ts";
import { addMetadata, type Normalization } from "./tflite/metadata.ts";
import { storedZip } from "./tflite/zip_writer.ts";

/** The detector was trained on -1..1, the landmark model on 0..1; neither file says so. */
const DETECTOR: Normalization = { mean: 127.5, std: 127.5 };
const LANDMARKS: Normalization = { mean: 0, std: 255 };

/** One heatmap for each keypoint, then six for points that the task keeps to itself. */
const HEATMAPS = [1, 64, 64, KEYPOINTS.length + 6] as const;

/**
 * The `.task` file that `PoseLandmarker` wants.
 *
 * @param models whole, checked TFLite files without metadata
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
 * The landmark model with some of its heatmaps for output, which the pose task does not show. They are logits.
 *
 * @param landmarks a whole, checked TFLite file without metadata
 * @param keypoints indexes into `KEYPOINTS`, in the order in which the maps shall come
 * @throws {ScrimError} `MODEL` when it has no such output
 */
export function heatmapModel(
  landmarks: Uint8Array,
  keypoints: readonly number[],
): Uint8Array<ArrayBuffer> {
  const maps = keepOutput(landmarks, { shape: HEATMAPS, file: "heatmaps" });
  return addMetadata(keepChannels(maps, keypoints), LANDMARKS);
}
