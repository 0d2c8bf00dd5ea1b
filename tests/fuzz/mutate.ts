/** Valid samples, made wrong. */
import type { Random } from "./random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

type Change = (bytes: Bytes, random: Random) => Bytes;

function spliced(bytes: Bytes, at: number, cut: number, put: Uint8Array): Bytes {
  const rest = bytes.subarray(at + cut);
  const made = new Uint8Array(at + put.length + rest.length);
  made.set(bytes.subarray(0, at));
  made.set(put, at);
  made.set(rest, at + put.length);
  return made;
}

const CHANGES: readonly Change[] = [
  // a bit
  (bytes, random) => {
    bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes;
  },
  // a byte
  (bytes, random) => {
    bytes[random.below(bytes.length)] = random.pick([
      0,
      1,
      0x7f,
      0x80,
      0xfe,
      0xff,
      random.below(256),
    ]);
    return bytes;
  },
  // a number of two or four bytes, either way round
  (bytes, random) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const wide = random.once(2) && bytes.length >= 4;
    if (bytes.length < 2) return bytes;
    const at = random.below(bytes.length - (wide ? 3 : 1));
    const value = random.edge();
    if (wide) view.setUint32(at, value, random.once(2));
    else view.setUint16(at, value, random.once(2));
    return bytes;
  },
  // the end is missing
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  // a piece is missing
  (bytes, random) => {
    const at = random.below(bytes.length);
    const cut = 1 + random.below(Math.min(64, bytes.length - at));
    return spliced(bytes, at, cut, new Uint8Array(0));
  },
  // a piece comes twice
  (bytes, random) => {
    const at = random.below(bytes.length);
    const piece = bytes.slice(at, at + 1 + random.below(64));
    return spliced(bytes, random.below(bytes.length + 1), 0, piece);
  },
  // noise
  (bytes, random) => {
    const noise = Uint8Array.from(random.times(1 + random.below(16), () => random.below(256)));
    return spliced(bytes, random.below(bytes.length + 1), random.below(8), noise);
  },
];

/** A copy of the sample with one to eight mistakes in it; once in a while without any. */
export function mutated(sample: Uint8Array, random: Random): Bytes {
  let bytes: Bytes = new Uint8Array(sample);
  for (let mistakes = random.below(random.pick([2, 3, 9])); mistakes > 0; mistakes--) {
    if (bytes.length > 0) bytes = random.pick(CHANGES)(bytes, random);
  }
  return bytes;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Pieces of text at which programs break. */
export const ODD_TEXT: readonly string[] = [
  ...[
    "",
    " ",
    "\0",
    "\n",
    "\r\n",
    "=",
    ",",
    ".",
    "..",
    "../..",
    "/",
    "\\",
    "-",
    "--",
    '"',
    "'",
    "`",
  ],
  ...[
    "%00",
    "%2e%2e%2f",
    "NaN",
    "Infinity",
    "-0",
    "1e309",
    "0x10",
    "1_0",
    "９",
    "null",
    "{}",
    "[]",
  ],
  ...[
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\ud800",
    "\u202e",
    "é",
    "😀",
    "a".repeat(300),
  ],
];

/** A text with mistakes: its bytes mutated, or odd pieces put in. */
export function mutatedText(sample: string, random: Random): string {
  if (random.once(2)) return decoder.decode(mutated(encoder.encode(sample), random));
  const at = random.below(sample.length + 1);
  const cut = random.once(2) ? 0 : random.below(8);
  return sample.slice(0, at) + random.pick(ODD_TEXT) + sample.slice(at + cut);
}
