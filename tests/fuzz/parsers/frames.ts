/** JPEG pictures as a camera sends them, whole or not. */
import assert from "node:assert/strict";
import { DEVICE_SYMBOLS } from "../../../ffi/device_symbols.ts";
import { JpegDecoder, openJpegLibrary } from "../../../ffi/jpeg.ts";
import { openLibrary } from "../../../ffi/load.ts";
import { jpeg as sampleOf, lacking, SUBSAMPLINGS } from "../../ffi/jpeg_samples.ts";
import { mutated } from "../mutate.ts";
import { bytesAsText, type Parser } from "../parser.ts";

const SIZE = { width: 33, height: 18 };
const GUARD = 64;

export const jpeg: Parser<Uint8Array> = {
  name: "jpeg",
  quick: 3000,
  lacking,
  async open() {
    const samples = await Promise.all(
      SUBSAMPLINGS.map((subsampling) => sampleOf(SIZE.width, SIZE.height, { subsampling })),
    );
    samples.push(await sampleOf(SIZE.width, SIZE.height, { more: ["-progressive"] }));
    samples.push(await sampleOf(SIZE.width, SIZE.height, { more: ["-restart", "1"] }));
    const native = openLibrary(DEVICE_SYMBOLS);
    const library = openJpegLibrary();
    assert.ok(library);
    const decoder = new JpegDecoder(native.symbols, library, SIZE);
    const halves = ((SIZE.width + 1) >> 1) * ((SIZE.height + 1) >> 1);
    const guarded = new Uint8Array(SIZE.width * SIZE.height + 2 * halves + GUARD).fill(0x5a);
    const picture = guarded.subarray(0, -GUARD);
    const buffer = new Uint8Array(1 << 15);
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make: (random) => mutated(random.pick(samples), random),
      async run(bytes) {
        // Room for an end marker, or none; what lies behind is not the decoder's.
        const room = bytes.length + (bytes.length % 3);
        buffer.fill(0xa5, 0, room + GUARD);
        buffer.set(bytes);
        const why = await decoder.decode(buffer.subarray(0, room), bytes.length, picture);
        taken[why === null ? "yes" : "no"]++;
        assert.ok(why === null || (why.length > 3 && why.length < 200), `why: ${why}`);
        assert.ok(guarded.subarray(-GUARD).every((byte) => byte === 0x5a), "behind the picture");
        assert.ok(
          buffer.subarray(room, room + GUARD).every((byte) => byte === 0xa5),
          "behind the data",
        );
      },
      ...bytesAsText,
      [Symbol.asyncDispose](): Promise<void> {
        decoder[Symbol.dispose]();
        library.close();
        native.close();
        return Promise.resolve();
      },
    };
  },
};
