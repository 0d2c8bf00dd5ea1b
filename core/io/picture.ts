/**
 * A picture file as plugins get it: decoded, scaled, without holes.
 *
 * @module
 */
import type { ImageOptions } from "../plugin.ts";
import { decodeImage, fitContain, fitCover, flatten, type Image, stretch } from "./image.ts";

const FITS = { cover: fitCover, contain: fitContain, stretch } as const;

/**
 * Decodes a PNG, JPEG or WebP and scales it as `fit` says. Transparent parts are black.
 *
 * @throws {ScrimError} `FORMAT` when the file is missing or no picture
 */
export async function readPicture(
  path: string,
  { width, height, fit }: Required<ImageOptions>,
): Promise<Image> {
  const decoded = await decodeImage(path);
  const image = await FITS[fit](decoded, width, height);
  flatten(image);
  return image;
}
