/**
 * The picture codecs: WebAssembly packages, each fetched when the first picture needs it.
 *
 * @module
 */
import type DecodeJpeg from "npm:@jsquash/jpeg@1.6.0/decode.js";
import type DecodePng from "npm:@jsquash/png@3.1.1/decode.js";
import type EncodePng from "npm:@jsquash/png@3.1.1/encode.js";
import type Resize from "npm:@jsquash/resize@2.1.1";
import type * as JpegJs from "npm:jpeg-js@0.4.4";
import type DecodeWebp from "npm:@jsquash/webp@1.5.0/decode.js";

/** Not written as literals in `import()`: Deno would fetch them all at the start of every program that has Scrim. */
const PACKAGES = {
  decodeJpeg: "npm:@jsquash/jpeg@1.6.0/decode.js",
  decodePng: "npm:@jsquash/png@3.1.1/decode.js",
  encodePng: "npm:@jsquash/png@3.1.1/encode.js",
  decodeWebp: "npm:@jsquash/webp@1.5.0/decode.js",
  /** For what mozjpeg does not convert. */
  jpegJs: "npm:jpeg-js@0.4.4",
  resize: "npm:@jsquash/resize@2.1.1",
} as const;

/** What each package does. */
interface Codecs {
  readonly decodeJpeg: typeof DecodeJpeg;
  readonly decodePng: typeof DecodePng;
  readonly encodePng: typeof EncodePng;
  readonly decodeWebp: typeof DecodeWebp;
  readonly jpegJs: typeof JpegJs;
  readonly resize: typeof Resize;
}

/** Loads one codec. */
export async function codec<K extends keyof Codecs>(name: K): Promise<Codecs[K]> {
  const module = await import(PACKAGES[name]);
  return module.default;
}

/** What a decoder said of a file that it does not read. */
export class CodecError extends Error {}

/** Decoders written in C, which write what they think of a file to the console unless they are told another place. */
type Talker = "decodeJpeg" | "decodeWebp";

/** What each said last. Absent: it has not been started. */
const said = new Map<Talker, string>();

/** Starts a decoder. */
async function start(name: Talker): Promise<void> {
  const module = await import(PACKAGES[name]);
  said.set(name, "");
  await module.init({ printErr: (line: string) => said.set(name, line) });
}

/**
 * Decodes with one of them.
 *
 * @throws {CodecError} with what it said; whatever it threw when it said nothing
 */
export async function decodeWith(name: Talker, bytes: ArrayBuffer): Promise<ImageData> {
  const decode = await codec(name);
  if (!said.has(name)) await start(name);
  said.set(name, "");
  try {
    return await decode(bytes);
  } catch (cause) {
    const words = said.get(name);
    // What gave up over a damaged picture has lost some of its memory, and may read none some day.
    await start(name);
    throw words ? new CodecError(words, { cause }) : cause;
  }
}
