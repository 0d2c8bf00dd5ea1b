/**
 * A picture file as a background: decoded, scaled to cover, without holes.
 *
 * @module
 */
import { decodeImage, fitCover, flatten, type Image } from "./image.ts";

/**
 * Decodes a PNG, JPEG or WebP and scales it to cover `width` x `height`, the rest cut off. Transparent parts are black.
 *
 * @throws {ScrimError} `FORMAT` when the file is missing or no picture
 */
export async function readCover(path: string, width: number, height: number): Promise<Image> {
  const image = await fitCover(await decodeImage(path), width, height);
  flatten(image);
  return image;
}
