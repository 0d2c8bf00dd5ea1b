/**
 * What a picture file says about itself before anything is decoded: kind, size, orientation.
 *
 * @module
 */
import { jpegSegments } from "./jpeg_segments.ts";

/** The header of a PNG, JPEG or WebP file. */
export type ImageHeader = PngHeader | JpegHeader | WebpHeader;

/** What all three say. */
interface AnyHeader {
  /** As stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1..8; 1 is upright. */
  readonly orientation: number;
}

/** `animated`: the first of several pictures is what programs without animation show. */
interface PngHeader extends AnyHeader {
  readonly kind: "png";
  readonly animated: boolean;
}

interface JpegHeader extends AnyHeader {
  readonly kind: "jpeg";
  /** 1: grey, 3: colour, 4: for print. */
  readonly colors: number;
  /** It has a segment of Adobe's, which says how colours are stored. */
  readonly saysAdobe: boolean;
}

interface WebpHeader extends AnyHeader {
  readonly kind: "webp";
  readonly animated: boolean;
}

/** The kind of a picture file by its first twelve bytes, whatever its name; `null`: none of the three. */
export function imageKind(bytes: Uint8Array): ImageHeader["kind"] | null {
  if (bytes.length < 12) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) return "png";
  if (view.getUint16(0) === 0xffd8 && view.getUint8(2) === 0xff) return "jpeg";
  return fourCC(view, 0) === "RIFF" && fourCC(view, 8) === "WEBP" ? "webp" : null;
}

/** Reads the header, or gives `null` when the bytes are none of the three kinds or end too early. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const kind = imageKind(bytes);
    if (kind !== null) return { png, jpeg, webp }[kind](view);
  } catch (error) {
    // DataView throws RangeError past the end: the file is cut off inside its header.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function fourCC(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function png(view: DataView): ImageHeader {
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  let [orientation, animated] = [1, false];
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = fourCC(view, at + 4);
    if (name === "eXIf") orientation = exifOrientation(view, at + 8);
    if (name === "acTL") animated = true;
    if (name === "IEND") break;
  }
  return { kind: "png", width, height, orientation, animated };
}

/** Start of frame, all kinds but the tables that share the numbers (C4, C8, CC). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpeg(view: DataView): ImageHeader {
  let orientation = 1;
  let saysAdobe = false;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (const { marker, body } of jpegSegments(bytes)) {
    if (isFrame(marker)) {
      const [height, width] = [view.getUint16(body + 1), view.getUint16(body + 3)];
      const colors = view.getUint8(body + 5);
      return { kind: "jpeg", width, height, orientation, colors, saysAdobe };
    }
    const isExif = marker === 0xe1 && fourCC(view, body) === "Exif";
    if (isExif) orientation = exifOrientation(view, body + 6);
    if (marker === 0xee && fourCC(view, body) === "Adob") saysAdobe = true;
  }
  throw new RangeError("no picture in it");
}

function webp(view: DataView): ImageHeader {
  let [width, height, orientation] = [0, 0, 1];
  let animated = false;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const name = fourCC(view, at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === "VP8X") {
      animated = (view.getUint8(body) & 2) !== 0;
      width = 1 + (view.getUint32(body + 4, true) & 0xffffff);
      height = 1 + (view.getUint32(body + 6, true) >>> 8);
    } else if (name === "VP8 " && width === 0) {
      width = view.getUint16(body + 6, true) & 0x3fff;
      height = view.getUint16(body + 8, true) & 0x3fff;
    } else if (name === "VP8L" && width === 0) {
      const packed = view.getUint32(body + 1, true);
      width = 1 + (packed & 0x3fff);
      height = 1 + ((packed >>> 14) & 0x3fff);
    } else if (name === "EXIF") {
      const named = fourCC(view, body) === "Exif";
      orientation = exifOrientation(view, named ? body + 6 : body);
    }
    at = body + length + (length & 1);
  }
  if (width === 0) throw new RangeError("no picture");
  return { kind: "webp", width, height, orientation, animated };
}

/** Tag 0x0112 of the first directory of the TIFF structure at `at`; 1 when it is absent or damaged. */
function exifOrientation(view: DataView, at: number): number {
  try {
    const little = view.getUint16(at) === 0x4949;
    const directory = at + view.getUint32(at + 4, little);
    const count = view.getUint16(directory, little);
    for (let i = 0; i < count; i++) {
      const entry = directory + 2 + 12 * i;
      if (view.getUint16(entry, little) !== 0x0112) continue;
      const value = view.getUint16(entry + 8, little);
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 1;
}
