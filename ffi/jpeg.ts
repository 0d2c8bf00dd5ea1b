/**
 * JPEG pictures to planes, by libturbojpeg where it is installed, each in a thread of its own.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import type { DeviceSymbols } from "./device_symbols.ts";
import { type FunctionTable, openFunctions } from "./optional_library.ts";

const LIBRARY = "libturbojpeg.so.0";
/** SCRIM_JPEG_WHY in `native/scrim.h`. */
const WHY_BYTES = 200;
/** -EBADMSG: the picture is at fault, not the caller. */
const BROKEN = -74;

/** In the order of `native/v4l2_jpeg.c`. */
const FUNCTIONS = [
  ...["tjInitDecompress", "tjDestroy", "tjDecompressHeader3", "tjDecompressToYUVPlanes"],
  ...["tjGetErrorCode", "tjGetErrorStr2"],
];

/** Where to get it, for people. */
export const JPEG_HINT = "install libturbojpeg (Debian and Ubuntu: apt install libturbojpeg0)";

/** libturbojpeg's functions. */
export type JpegLibrary = FunctionTable;

/** Opens libturbojpeg, or gives `null` where it is not installed. */
export function openJpegLibrary(): JpegLibrary | null {
  return openFunctions(LIBRARY, FUNCTIONS);
}

/** Decodes pictures of one size, one at a time. Its owner disposes it when nothing is being decoded. */
export class JpegDecoder implements Disposable {
  readonly #symbols: DeviceSymbols;
  readonly #calls: BigUint64Array<ArrayBuffer>;
  readonly #width: number;
  readonly #height: number;
  readonly #scratch: Uint8Array<ArrayBuffer>;
  readonly #why = new Uint8Array(WHY_BYTES);
  #decoder: Deno.PointerValue;

  /** @throws {ScrimError} when libturbojpeg has no decoder to give, or pictures of this size are too large */
  constructor(
    symbols: DeviceSymbols,
    { calls }: JpegLibrary,
    { width, height }: { readonly width: number; readonly height: number },
  ) {
    this.#symbols = symbols;
    this.#calls = calls;
    this.#width = width;
    this.#height = height;
    const scratch = Number(symbols.scrim_v4l2_jpeg_scratch(width, height));
    if (scratch < 0) {
      throw new ScrimError(
        `Cannot decode JPEG of ${width}x${height}: wanted 1..16384 pixels a side`,
        {
          code: "FORMAT",
        },
      );
    }
    this.#scratch = new Uint8Array(scratch);
    this.#decoder = this.#open();
  }

  #open(): Deno.PointerObject {
    const decoder = Deno.UnsafePointer.create(this.#symbols.scrim_v4l2_jpeg_open(this.#calls));
    if (decoder !== null) return decoder;
    throw new ScrimError(`Cannot decode JPEG: ${LIBRARY} gives no decoder`, { code: "NATIVE" });
  }

  /**
   * Decodes off this thread.
   *
   * @param jpeg a buffer whose first `length` bytes are the picture; an end marker may be written behind it
   * @param picture receives tightly packed planar 4:2:0
   * @returns why the picture cannot be shown (broken, cut off, another size), or `null` when it is whole
   */
  async decode(
    jpeg: Uint8Array<ArrayBuffer>,
    length: number,
    picture: Uint8Array<ArrayBuffer>,
  ): Promise<string | null> {
    const why = this.#why;
    const result = await this.#symbols.scrim_v4l2_jpeg_decode(
      this.#calls,
      this.#decoder,
      jpeg,
      BigInt(length),
      BigInt(jpeg.length),
      picture,
      this.#width,
      this.#height,
      this.#scratch,
      BigInt(this.#scratch.length),
      why,
    );
    if (result === 0) return null;
    if (result !== BROKEN) throw new Error(`scrim_v4l2_jpeg_decode: ${result}`);
    // libturbojpeg stays inside a header that it stumbled over, and would refuse whatever comes next.
    this[Symbol.dispose]();
    this.#decoder = this.#open();
    return new TextDecoder().decode(why.subarray(0, why.indexOf(0)));
  }

  /** Idempotent. */
  [Symbol.dispose](): void {
    if (this.#decoder !== null) {
      this.#symbols.scrim_v4l2_jpeg_close(this.#calls, this.#decoder);
    }
    this.#decoder = null;
  }
}
