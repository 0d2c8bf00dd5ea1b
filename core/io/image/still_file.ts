/**
 * Whether a file is one picture, told by what is in it: names say `.jpg` of PNGs, `.jfif`, or nothing.
 *
 * @module
 */
import { readPatiently } from "../first_bytes.ts";
import { readOtherPicture } from "../ffmpeg/other_picture.ts";
import { imageKind, readImageHeader } from "./image_header.ts";
import { isJpegFilm } from "./jpeg_segments.ts";
import type { WaitTools } from "../named_pipe.ts";
import { openError } from "../../base/open_error.ts";

/** Larger JPEGs are films. */
const MOST_JPEG_BYTES = 128 * 2 ** 20;

/** The first bytes of a file. */
export async function headOf(path: string, length: number): Promise<Uint8Array> {
  const head = new Uint8Array(length);
  try {
    using file = await Deno.open(path);
    let done = 0;
    while (done < length) {
      const got = await file.read(head.subarray(done));
      if (got === null) break;
      done += got;
    }
    return head.subarray(0, done);
  } catch (cause) {
    throw openError(path, cause);
  }
}

/** What is in a file. `bytes`: of a PNG, JPEG or WebP, whatever the file itself is. */
export type StillFile =
  | { readonly kind: "picture"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "film" | "unknown" };

/**
 * Reads the file if it is one picture of any kind.
 *
 * @throws {ScrimError} `FORMAT` when the file cannot be read, or ffmpeg does not decode the picture; the signal's reason when aborted
 */
export async function readStillFile(
  path: string,
  head: Uint8Array,
  wait: WaitTools,
): Promise<StillFile> {
  const kind = imageKind(head);
  if (kind === null) return await readOtherPicture(path, wait.signal);
  if (kind === "jpeg" && (await Deno.stat(path)).size > MOST_JPEG_BYTES) return { kind: "film" };
  const bytes = await readPatiently(path, wait);
  const header = readImageHeader(bytes);
  // ffmpeg plays files that are called so.
  const plays = header?.kind === "png" && header.animated && /\.apng$/i.test(path);
  if (plays || (kind === "jpeg" && isJpegFilm(bytes))) return { kind: "film" };
  return { kind: "picture", bytes };
}
