/**
 * The model files of Scrim, pinned by size and hash. Each file is checked before it is used, wherever it comes from.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";

/** A file with known content. */
export interface PinnedFile {
  /** Its name, in messages and in the cache. */
  readonly name: string;
  /** Its size in bytes. */
  readonly bytes: number;
  /** Its SHA-256 hash in lower-case hexadecimal. */
  readonly sha256: string;
}

/** A file that is downloaded. */
export interface RemoteFile extends PinnedFile {
  /** Its path, relative to the base URL of all models. */
  readonly path: string;
}

/** A file of an npm package. */
export interface PackageFile extends PinnedFile {
  /** The package with its version: `npm:name@1.2.3`. */
  readonly package: string;
  /** Its path in the package. */
  readonly path: string;
}

const SELFIE = "npm:@mediapipe/selfie_segmentation@0.1.1675465747";
const POSE = "npm:@mediapipe/pose@0.5.1675469404";

/** MediaPipe's models that come with npm packages. */
export const PACKAGED = {
  landscape: {
    name: "selfie_segmentation_landscape.tflite",
    package: SELFIE,
    path: "selfie_segmentation_landscape.tflite",
    bytes: 249_792,
    sha256: "4aafe6223bb8dac6fac8ca8ed56852870a33051ef3f6238822d282a109962894",
  },
  general: {
    name: "selfie_segmentation.tflite",
    package: SELFIE,
    path: "selfie_segmentation.tflite",
    bytes: 249_024,
    sha256: "8d13b7fae74af625c641226813616a2117bd6bca19eb3b75574621fc08557f27",
  },
  poseDetector: {
    name: "pose_detection.tflite",
    package: POSE,
    path: "pose_solution_packed_assets.data", // a bundle of one file, which has the same bytes as that file
    bytes: 2_962_288,
    sha256: "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
  },
  poseLandmarks: {
    name: "pose_landmark_lite.tflite",
    package: POSE,
    path: "pose_landmark_lite.tflite",
    bytes: 2_819_824,
    sha256: "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
  },
} as const satisfies Readonly<Record<string, PackageFile>>;

/**
 * MediaPipe's multi-class selfie segmenter (Apache-2.0). No npm package contains it. More than ten independent public projects
 * give this hash for this URL.
 */
export const MULTICLASS_FILE: RemoteFile = {
  name: "selfie_multiclass_256x256.tflite",
  path: "image_segmenter/selfie_multiclass_256x256/float32/1/selfie_multiclass_256x256.tflite",
  bytes: 16_371_837,
  sha256: "c6748b1253a99067ef71f7e26ca71096cd449baefa8f101900ea23016507e0e0",
};

/** Compares `bytes` with the wanted file: `null` if they match, otherwise the difference. Takes 1.5 ms per megabyte. */
export async function difference(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: PinnedFile,
): Promise<string | null> {
  if (bytes.length !== wanted.bytes) return `${bytes.length} bytes, wanted ${wanted.bytes}`;
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return sha256 === wanted.sha256 ? null : `SHA-256 ${sha256}, wanted ${wanted.sha256}`;
}

/**
 * Returns `bytes` if they match the wanted file.
 *
 * @param path the file's path, for messages
 * @param hint the hint of the error
 * @throws {ScrimError} `MODEL` naming the file and what differs
 */
export async function checked(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: PinnedFile,
  { path, hint }: { path: string; hint: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const differs = await difference(bytes, wanted);
  if (differs === null) return bytes;
  throw new ScrimError(`Cannot use model "${path}": ${differs}`, { code: "MODEL", hint });
}
