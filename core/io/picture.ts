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
  { width, height, fit }: Required<ImageOptions>,
  wait?: WaitTools,
): Promise<Image> {
  const decoded = await decodeImage(wait ? await readBytes(path, wait) : path, path);
  const image = await FITS[fit](decoded, width, height);
  flatten(image);
  return image;
}

async function readBytes(path: string, wait: WaitTools): Promise<Uint8Array> {
  try {
    return await readPatiently(path, wait);
  } catch (cause) {
    wait.signal?.throwIfAborted();
    throw openError(path, cause);
  }
}
