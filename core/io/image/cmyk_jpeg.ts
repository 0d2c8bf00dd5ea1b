/**
 * JPEGs of four colours, which programs for print write (CMYK, YCCK). mozjpeg does not convert them to RGB.
 *
 * @module
 */
import { describeError } from "../../base/errors.ts";
import { codec, CodecError } from "./codecs.ts";

/** An APP14 segment of Adobe's with transform 0: CMYK, inverted. */
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];
/** Enough for some 50 megapixels. */
const MOST_MEBIBYTES = 2048;

/**
 * Decodes it without colour management. All writers that are known invert the values as Adobe does, so a file that does not say
 * so is taken for such a one, too, as Pillow takes it.
 *
 * @param saysAdobe it has Adobe's segment, which says whether its colours are CMYK or YCCK
 */
export async function decodeCmyk(bytes: Uint8Array, saysAdobe: boolean): Promise<ImageData> {
  const { decode } = await codec("jpegJs");
  const said = saysAdobe ? bytes : withAdobe(bytes);
  try {
    const { data, width, height } = decode(said, {
      useTArray: true,
      formatAsRGBA: true,
      tolerantDecoding: false,
      maxMemoryUsageInMB: MOST_MEBIBYTES,
    });
    return new ImageData(new Uint8ClampedArray(data), width, height);
  } catch (cause) {
    throw new CodecError(describeError(cause), { cause });
  }
}

/** The same file with Adobe's segment behind its first marker. */
function withAdobe(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + ADOBE.length);
  whole.set(bytes.subarray(0, 2));
  whole.set(ADOBE, 2);
  whole.set(bytes.subarray(2), 2 + ADOBE.length);
  return whole;
}
