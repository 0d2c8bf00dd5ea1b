/**
 * The parts of a JPEG file, up to its end marker. What follows (the film of a motion photo, a second picture, text) is not looked at.
 *
 * @module
 */

/** A marker and what belongs to it. */
export interface JpegSegment {
  readonly marker: number;
  /** The first byte behind the marker and the length. */
  readonly body: number;
  /** The first byte behind the segment; compressed data of a scan lie behind it. */
  readonly end: number;
}

/** The end of the picture. */
const EOI = 0xd9;
/** Markers without a length: TEM, RST0 to RST7. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/**
 * Where the next marker's second byte lies. Like libjpeg it passes over bytes that belong to no segment (some programs leave
 * them between two), over fill bytes, over compressed data and their restart markers.
 */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) break;
    while (bytes[at] === 0xff) at++;
    if (at >= bytes.length) break;
    if (bytes[at] !== 0 && !isBare(bytes[at])) return at;
  }
  throw new RangeError("no end marker");
}

/**
 * All segments behind the start marker; the last one is the end marker.
 *
 * @throws {RangeError} when the file ends before it
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let end = 2;;) {
    const at = nextMarker(bytes, end);
    const marker = bytes[at];
    const body = marker === EOI ? at + 1 : at + 3;
    end = marker === EOI ? body : at + 1 + Math.max(view.getUint16(at + 1), 2);
    yield { marker, body, end };
    if (marker === EOI) return;
  }
}

/**
 * The picture without what follows it.
 *
 * @throws {RangeError} when it has no end: the codec would fill what is missing with grey instead of failing
 */
export function wholeJpeg(bytes: Uint8Array): Uint8Array {
  let last = 0;
  let scans = 0;
  for (const { marker, end } of jpegSegments(bytes)) {
    if (marker === 0xda) scans++;
    last = end;
  }
  if (scans === 0) throw new RangeError("no scan before its end");
  return bytes.subarray(0, last);
}

/**
 * Whether it is a film, one JPEG behind the other. Cameras also put a second picture behind the first (a preview, a map of brightness), and
 * say so in a segment of its own.
 */
export function isJpegFilm(bytes: Uint8Array): boolean {
  let end = 0;
  try {
    for (const segment of jpegSegments(bytes)) {
      const { marker, body } = segment;
      if (
        marker === 0xe2 && "MPF\0".split("").every((c, i) => bytes[body + i] === c.charCodeAt(0))
      ) {
        return false;
      }
      end = segment.end;
    }
  } catch (error) {
    if (error instanceof RangeError) return false; // damaged: the decoder says so
    throw error;
  }
  return bytes[end] === 0xff && bytes[end + 1] === 0xd8 && bytes[end + 2] === 0xff;
}
