/**
 * The first picture of an animated WebP, as a WebP of its own: the codec reads still ones only.
 *
 * @module
 */

/** Where the picture lies on the canvas, and its file. */
export interface WebpFrame {
  readonly left: number;
  readonly top: number;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Bytes of an ANMF chunk before the picture's chunks: place, size, duration, flags. */
const FRAME_HEAD = 16;

function fourCC(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

/** Chunks between two places. @throws {RangeError} when one is longer than what is there */
function* chunksOf(
  view: DataView,
  from: number,
  to: number,
): Generator<{ name: string; at: number; body: number; end: number }> {
  for (let at = from; at + 8 <= to;) {
    const body = at + 8;
    const size = view.getUint32(at + 4, true);
    const end = body + size;
    if (end > to) throw new RangeError("a chunk is cut off");
    yield { name: fourCC(view, at), at, body, end };
    at = end + (size & 1);
  }
}

/**
 * Takes the first picture out.
 *
 * @throws {RangeError} when there is none
 */
export function firstWebpFrame(bytes: Uint8Array): WebpFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { name, body, end } of chunksOf(view, 12, bytes.length)) {
    if (name !== "ANMF") continue;
    const number = (at: number): number => view.getUint32(at, true) & 0xffffff;
    const [left, top] = [2 * number(body), 2 * number(body + 3)];
    const size = bytes.subarray(body + 6, body + 12);
    const inner = [...chunksOf(view, body + FRAME_HEAD, end)];
    const alpha = inner.some(({ name }) => name === "ALPH") ? 0x10 : 0;
    const parts = inner.filter(({ name }) => ["ALPH", "VP8 ", "VP8L"].includes(name))
      .map(({ at, end }) => padded(bytes.subarray(at, end)));
    return { left, top, file: riff([extended(alpha, size), ...parts]) };
  }
  throw new RangeError("no picture in it");
}

function padded(chunk: Uint8Array): Uint8Array {
  return chunk.length % 2 ? Uint8Array.from([...chunk, 0]) : chunk;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function extended(flags: number, size: Uint8Array): Uint8Array {
  return Uint8Array.from([...ascii("VP8X"), 10, 0, 0, 0, flags, 0, 0, 0, ...size]);
}

function riff(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 4);
  const file = new Uint8Array(8 + length);
  file.set(ascii("RIFF"));
  new DataView(file.buffer).setUint32(4, length, true);
  file.set(ascii("WEBP"), 8);
  let at = 12;
  for (const chunk of chunks) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}
