/**
 * What a picture file says about itself before anything is decoded: kind, size, orientation.
 *
 * @module
 */

/** The header of a PNG, JPEG or WebP file. */
export interface ImageHeader {
  readonly kind: "png" | "jpeg" | "webp";
  /** As stored, before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1..8; 1 is upright. */
  readonly orientation: number;
}

/** Reads the header, or gives `null` when the bytes are none of the three kinds or end too early. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (view.getUint32(0) === 0x89504e47 && view.getUint32(4) === 0x0d0a1a0a) return png(view);
    if (view.getUint16(0) === 0xffd8) return jpeg(view);
    if (fourCC(view, 0) === "RIFF" && fourCC(view, 8) === "WEBP") return webp(view);
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
  let orientation = 1;
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = fourCC(view, at + 4);
    if (name === "eXIf") orientation = exifOrientation(view, at + 8);
    if (name === "IEND") break;
  }
  return { kind: "png", width, height, orientation };
}

function jpeg(view: DataView): ImageHeader {
  let orientation = 1;
  let at = 2;
  while (true) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) throw new RangeError("no marker");
    if (marker === 0xff) {
      at++;
      continue;
    }
    // Start of frame, all kinds but the tables that share the numbers (C4, C8, CC).
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      return { kind: "jpeg", width, height, orientation };
    }
    const isExif = marker === 0xe1 && fourCC(view, at + 4) === "Exif";
    if (isExif) orientation = exifOrientation(view, at + 10);
    at += 2 + view.getUint16(at + 2);
  }
}

function webp(view: DataView): ImageHeader {
  let [width, height, orientation] = [0, 0, 1];
  for (let at = 12; at + 8 <= view.byteLength;) {
    const name = fourCC(view, at);
    const length = view.getUint32(at + 4, true);
    const body = at + 8;
    if (name === "VP8X") {
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
  return { kind: "webp", width, height, orientation };
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
