/**
 * A picture file as plugins get it: decoded, scaled, without holes.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { type Place, placeOf } from "../place.ts";
import type { ImageOptions } from "../../plugin/contract.ts";
import { readPatiently } from "../first_bytes.ts";
import type { WaitTools } from "../named_pipe.ts";
import { openError } from "../../base/open_error.ts";
import { headOf, readStillFile } from "./still_file.ts";
import { decodeImage, fitContain, fitCover, flatten, stretch } from "./image.ts";
import type { Image } from "../../media/image.ts";

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

/**
 * The bytes of a picture file: of a PNG, JPEG or WebP, also where the file is of a kind that only ffmpeg reads.
 *
 * @throws {ScrimError} `FORMAT` when it cannot be read, or is a film or a camera; the signal's reason when aborted
 */
export async function readPictureFile(
  path: string,
  wait: WaitTools,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { isFile } = await Deno.stat(path);
    if (!isFile) refuseCamera(path);
    const still = isFile ? await readStillFile(path, await headOf(path, 12), wait) : null;
    if (still?.kind === "picture") return still.bytes;
    if (still?.kind === "film") throw unfit(path, "a film");
    return await readPatiently(path, wait); // the decoder says what is wrong
  } catch (cause) {
    wait.signal?.throwIfAborted();
    if (cause instanceof Deno.errors.NotFound) refuseCamera(path);
    throw cause instanceof ScrimError ? cause : openError(path, cause);
  }
}

/** What `--input` would take, but no picture. */
const NO_PICTURES: { readonly [kind in Place["kind"]]?: string } = {
  auto: "a camera",
  demo: "the demo figure",
  name: "a camera",
  node: "a camera",
  stdio: "standard input",
  url: "an address",
};

function refuseCamera(path: string): void {
  const { kind } = placeOf(path, "input");
  const what = NO_PICTURES[kind];
  if (what !== undefined) throw unfit(path, what);
}

function unfit(path: string, what: string): ScrimError {
  return new ScrimError(`Cannot use "${path}" as a picture: it is ${what}, wanted a picture file`, {
    code: "FORMAT",
  });
}
