/**
 * Picture files with EXIF data, put together by hand from files that ffmpeg made.
 *
 * @module
 */
import { crc32 } from "node:zlib";

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

/** A TIFF structure with one entry: orientation (tag 0x0112), a short. */
export function tiff(orientation: number, order: "II" | "MM"): number[] {
  const short = (value: number): number[] =>
    order === "II" ? [value & 255, value >> 8] : [value >> 8, value & 255];
  const long = (value: number): number[] =>
    order === "II" ? [...short(value), 0, 0] : [0, 0, ...short(value)];
  const entry = [...short(0x0112), ...short(3), ...long(1), ...short(orientation), 0, 0];
  return [...ascii(order), ...short(42), ...long(8), ...short(1), ...entry, ...long(0)];
}

/** The JPEG with an APP1 segment behind its first marker. */
export function jpegWithExif(jpeg: Uint8Array, exif: readonly number[]): Uint8Array {
  const body = [...ascii("Exif"), 0, 0, ...exif];
  const length = body.length + 2;
  return joined(
    jpeg.subarray(0, 2),
    [0xff, 0xe1, length >> 8, length & 255],
    body,
    jpeg.subarray(2),
  );
}

/** The PNG with an eXIf chunk behind IHDR. */
export function pngWithExif(png: Uint8Array, exif: readonly number[]): Uint8Array {
  const chunk = [...ascii("eXIf"), ...exif];
  const number = (value: number): number[] => [
    value >>> 24,
    (value >>> 16) & 255,
    (value >>> 8) & 255,
    value & 255,
  ];
  const sum = crc32(Uint8Array.from(chunk));
  const end = 8 + 25;
  return joined(png.subarray(0, end), number(exif.length), chunk, number(sum), png.subarray(end));
}

/** The simple WebP as an extended one with an EXIF chunk. */
export function webpWithExif(
  webp: Uint8Array,
  size: { width: number; height: number },
  exif: readonly number[],
): Uint8Array {
  const little = (value: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => (value >>> (8 * i)) & 255);
  const hasExif = 8;
  const extended = [hasExif, 0, 0, 0, ...little(size.width - 1, 3), ...little(size.height - 1, 3)];
  const padded = exif.length % 2 ? [...exif, 0] : exif;
  const body = joined(
    ascii("WEBPVP8X"),
    little(10, 4),
    extended,
    webp.subarray(12),
    ascii("EXIF"),
    little(exif.length, 4),
    padded,
  );
  return joined(ascii("RIFF"), little(body.length, 4), body);
}

/** An animation of one picture, a simple WebP, somewhere on its canvas. */
export function animatedWebp(
  webp: Uint8Array,
  { width, height, left, top }: { width: number; height: number; left: number; top: number },
  canvas: { width: number; height: number },
): Uint8Array {
  const little = (value: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => (value >>> (8 * i)) & 255);
  const place = [left / 2, top / 2, width - 1, height - 1, 100].flatMap((value) =>
    little(value, 3)
  );
  const frame = joined(place, [0], webp.subarray(12));
  const animated = 2;
  const body = joined(
    ascii("WEBPVP8X"),
    little(10, 4),
    [animated, 0, 0, 0, ...little(canvas.width - 1, 3), ...little(canvas.height - 1, 3)],
    ascii("ANIM"),
    little(6, 4),
    [0, 0, 0, 0, 0, 0],
    ascii("ANMF"),
    little(frame.length, 4),
    frame,
  );
  return joined(ascii("RIFF"), little(body.length, 4), body);
}
