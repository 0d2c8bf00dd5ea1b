/**
 * Whether a PNG is what its writer made. The codec panics over a damaged one, loses some of its memory each time and, hundreds
 * of them later, reads no picture any more; so it is given none.
 *
 * @module
 */
import { crc32 } from "node:zlib";

const SIGNATURE_BYTES = 8;
/** Length, name and checksum of a chunk. */
const FRAME_BYTES = 12;
/** Set in the first letter of chunks without which the picture can be shown. */
const ANCILLARY = 0x20;

/** Whether all chunks are there, up to the last, and those that matter have the checksums that they should. */
export function isWholePng(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) return false;
    const named = bytes.subarray(at + 4, end - 4);
    const matters = (named[0] & ANCILLARY) === 0;
    if (matters && crc32(named) !== view.getUint32(end - 4)) return false;
    if (view.getUint32(at + 4) === 0x49454e44) return true; // IEND
    at = end;
  }
  return false;
}
