/** JPEG pictures as a camera sends them, whole or not. */
import assert from "node:assert/strict";
import { DEVICE_SYMBOLS } from "../../../ffi/device_symbols.ts";
import { JpegDecoder, openJpegLibrary } from "../../../ffi/jpeg.ts";
import { openLibrary } from "../../../ffi/load.ts";
import { jpeg as sampleOf, lacking, SUBSAMPLINGS } from "../../ffi/jpeg_samples.ts";
import { FencedMemory } from "../../fenced_memory.ts";
import { mutated } from "../mutate.ts";
import { bytesAsText, type Parser } from "../parser.ts";

const SIZE = { width: 33, height: 18 };

export const jpeg: Parser<Uint8Array> = {
  name: "jpeg",
  quick: 3000,
  native: true,
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
    // What lies behind them ends the process when it is written.
    const fenced = new FencedMemory();
    const picture = fenced.bytes(SIZE.width * SIZE.height + 2 * halves);
    const buffer = fenced.bytes(1 << 15);
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make: (random) => mutated(random.pick(samples), random),
      async run(bytes) {
        // Room for an end marker, or none; what lies behind is not the decoder's.
        const room = bytes.length + (bytes.length % 3);
        const data = buffer.subarray(buffer.length - room);
        data.fill(0xa5);
        data.set(bytes);
        const why = await decoder.decode(data, bytes.length, picture);
        taken[why === null ? "yes" : "no"]++;
        assert.ok(why === null || (why.length > 3 && why.length < 200), `why: ${why}`);
      },
      ...bytesAsText,
      [Symbol.asyncDispose](): Promise<void> {
        decoder[Symbol.dispose]();
        library.close();
        native.close();
        fenced[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  },
};
