/**
 * A picture file as plugins get it: decoded, scaled, without holes.
 *
 * @module
 */
import type { ImageOptions } from "../plugin.ts";
import { readPatiently } from "./first_bytes.ts";
import type { WaitTools } from "./named_pipe.ts";
import { openError } from "./open_error.ts";
import { decodeImage, fitContain, fitCover, flatten, type Image, stretch } from "./image.ts";

const FITS = { cover: fitCover, contain: fitContain, stretch } as const;

/**
 * Decodes a PNG, JPEG or WebP and scales it as `fit` says. Transparent parts are black.
 *
 * @throws {ScrimError} `FORMAT` when the file is missing or no picture; the signal's reason when aborted
 */
export async function readPicture(
  path: string,
  wanted: Required<ImageOptions>,
  wait?: WaitTools,
): Promise<Image> {
  return await preparePicture(wait ? await readPictureFile(path, wait) : path, path, wanted);
}

/**
 * The same for a file that was read already.
 *
 * @param source its bytes, or its path
 * @param name for messages
 */
export async function preparePicture(
  source: string | Uint8Array,
  name: string,
  { width, height, fit }: Required<ImageOptions>,
): Promise<Image> {
  const image = await FITS[fit](await decodeImage(source, name), width, height);
  flatten(image);
  return image;
}

/** The bytes of a picture file. @throws {ScrimError} `FORMAT` when it cannot be read; the signal's reason when aborted */
export async function readPictureFile(
  path: string,
  wait: WaitTools,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readPatiently(path, wait);
  } catch (cause) {
    wait.signal?.throwIfAborted();
    throw openError(path, cause);
  }
}
