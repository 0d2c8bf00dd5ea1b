/**
 * The picture codecs: WebAssembly packages, each fetched when the first picture needs it.
 *
 * @module
 */
import type DecodeJpeg from "npm:@jsquash/jpeg@1.6.0/decode.js";
import type DecodePng from "npm:@jsquash/png@3.1.1/decode.js";
import type EncodePng from "npm:@jsquash/png@3.1.1/encode.js";
import type Resize from "npm:@jsquash/resize@2.1.1";
import type DecodeWebp from "npm:@jsquash/webp@1.5.0/decode.js";

/** Not written as literals in `import()`: Deno would fetch them all at the start of every program that has Scrim. */
const PACKAGES = {
  decodeJpeg: "npm:@jsquash/jpeg@1.6.0/decode.js",
  decodePng: "npm:@jsquash/png@3.1.1/decode.js",
  encodePng: "npm:@jsquash/png@3.1.1/encode.js",
  decodeWebp: "npm:@jsquash/webp@1.5.0/decode.js",
  resize: "npm:@jsquash/resize@2.1.1",
} as const;

/** What each package does. */
interface Codecs {
  readonly decodeJpeg: typeof DecodeJpeg;
  readonly decodePng: typeof DecodePng;
  readonly encodePng: typeof EncodePng;
  readonly decodeWebp: typeof DecodeWebp;
  readonly resize: typeof Resize;
}

/** Loads one codec. */
export async function codec<K extends keyof Codecs>(name: K): Promise<Codecs[K]> {
  const module = await import(PACKAGES[name]);
  return module.default;
}

/** Starts a decoder anew: what gave up over a damaged picture has lost some of its memory, and may read none some day. */
export async function renew(name: "decodeJpeg" | "decodeWebp"): Promise<void> {
  const module = await import(PACKAGES[name]);
  await module.init();
}
