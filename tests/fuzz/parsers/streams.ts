/** Pictures without and with compression: Y4M, and the headers and data of PNG, JPEG and WebP. */
import assert from "node:assert/strict";
import encodePng from "npm:@jsquash/png@3.1.1/encode.js";
import { Arena } from "../../../core/media/arena.ts";
import { decodeImage } from "../../../core/io/image/image.ts";
import { readImageHeader } from "../../../core/io/image/image_header.ts";
import { parseY4mHeader } from "../../../core/io/y4m/header.ts";
import { openY4m } from "../../../core/io/y4m/source.ts";
import { FakeClock } from "../../fake_clock.ts";
import {
  animatedWebp,
  jpegWithExif,
  pngWithExif,
  tiff,
  webpWithExif,
} from "../../core/io/image_files.ts";
import { BARE_CMYK_JPEG, CMYK_JPEG, YCCK_JPEG } from "../../core/io/print_pictures.ts";
import { MemoryLog } from "../../fakes.ts";
import { mutated, mutatedText } from "../mutate.ts";
import { bytesAsText, Judge, type Parser, plainText } from "../parser.ts";
import { SMALL_JPEG, SMALL_WEBP } from "./small_pictures.ts";

const HEADERS = [
  "YUV4MPEG2 W1280 H720 F30:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED XSCRIM_MATRIX=BT709",
  "YUV4MPEG2 W6 H4 F30000:1001 It A0:0 C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=FULL",
  "YUV4MPEG2 C420paldv H4 W6",
  "YUV4MPEG2 W6 H4 F0:0 Cmono",
];

export const y4mHeader: Parser<string> = {
  name: "y4m-header",
  quick: 3000,
  open() {
    const judge = new Judge();
    return {
      taken: judge.taken,
      make: (random) => mutatedText(random.pick(HEADERS), random),
      run(line) {
        const header = judge.read(() => parseY4mHeader(line, "odd.y4m"));
        if (header === null) return;
        for (const side of [header.width, header.height]) {
          assert.ok(Number.isInteger(side) && side >= 1 && side <= 16384);
        }
        assert.ok(header.fps > 0 && header.fps <= 1000);
      },
      ...plainText,
    };
  },
};

/** Three frames of 6x4 pixels, the second with words behind FRAME. */
function smallY4m(): Uint8Array {
  const text = (line: string): number[] => [...new TextEncoder().encode(`${line}\n`)];
  const frame = Array.from({ length: 36 }, (_, i) => i * 7 & 255);
  return Uint8Array.from([
    ...text("YUV4MPEG2 W6 H4 F30:1 Ip C420jpeg"),
    ...[...text("FRAME"), ...frame, ...text("FRAME Ip XOK"), ...frame, ...text("FRAME"), ...frame],
  ]);
}

/** More than the largest picture of the sample with another size; larger ones would only test the machine's memory. */
const MOST_PIXELS = 1 << 16;

export const y4mStream: Parser<Uint8Array> = {
  name: "y4m-stream",
  quick: 3000,
  open() {
    const judge = new Judge();
    const sample = smallY4m();
    return {
      taken: judge.taken,
      make: (random) => mutated(sample, random),
      async run(bytes) {
        const line = new TextDecoder().decode(bytes).split("\n")[0];
        const [width, height] = ["W", "H"].map((letter) =>
          Number(new RegExp(` ${letter}(\\d+)`).exec(line)?.[1] ?? 0)
        );
        if (width * height > MOST_PIXELS) return;
        let [at, closed] = [0, 0];
        const stream = {
          read(into: Uint8Array): Promise<number | null> {
            if (at === bytes.length) return Promise.resolve(null);
            const part = bytes.subarray(at, at + Math.min(1 + (at * 5) % 13, into.length));
            into.set(part);
            at += part.length;
            return Promise.resolve(part.length);
          },
          close: () => void closed++,
        };
        const { signal } = new AbortController();
        const log = new MemoryLog();
        const tools = { arena: new Arena(), clock: new FakeClock({ skips: true }), log };
        await judge.readLater(async () => {
          await using source = await openY4m({ name: "pipe", stream }, tools);
          let frames = 0;
          for (let captured; (captured = await source.next(signal)) !== null; frames++) {
            assert.ok(frames <= bytes.length / 6, "more frames than bytes");
            captured.release();
          }
          assert.equal(await source.next(signal), null);
        });
        assert.equal(closed, 1, "the stream is closed once, whatever happens");
      },
      ...bytesAsText,
    };
  },
};

async function pictures(): Promise<readonly Uint8Array[]> {
  const data = Uint8ClampedArray.from({ length: 8 * 6 * 4 }, (_, i) => (i * 37) & 255);
  const png = new Uint8Array(
    await encodePng({ data, width: 8, height: 6, colorSpace: "srgb" } as ImageData),
  );
  const exif = tiff(6, "II");
  return [
    ...[png, SMALL_JPEG, SMALL_WEBP],
    pngWithExif(png, tiff(3, "MM")),
    jpegWithExif(SMALL_JPEG, exif),
    webpWithExif(SMALL_WEBP, { width: 8, height: 6 }, exif),
    ...[CMYK_JPEG, YCCK_JPEG, BARE_CMYK_JPEG],
    animatedWebp(SMALL_WEBP, { width: 8, height: 6, left: 4, top: 2 }, { width: 16, height: 8 }),
  ];
}

export const imageHeader: Parser<Uint8Array> = {
  name: "image-header",
  quick: 3000,
  async open() {
    const samples = await pictures();
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make: (random) => mutated(random.pick(samples), random),
      run(bytes) {
        const header = readImageHeader(bytes);
        taken[header === null ? "no" : "yes"]++;
        if (header === null) return;
        assert.ok(header.orientation >= 1 && header.orientation <= 8);
        assert.ok(Number.isInteger(header.width) && header.width >= 0 && header.height >= 0);
      },
      ...bytesAsText,
    };
  },
};

export const image: Parser<Uint8Array> = {
  name: "image",
  quick: 1500,
  async open() {
    const judge = new Judge();
    const samples = await pictures();
    const { warn, error } = console;
    console.warn = console.error = () => {}; // the JPEG codec complains there
    return {
      taken: judge.taken,
      [Symbol.asyncDispose](): Promise<void> {
        Object.assign(console, { warn, error });
        return Promise.resolve();
      },
      make: (random) => mutated(random.pick(samples), random),
      async run(bytes) {
        const header = readImageHeader(bytes);
        const before = bytes.slice();
        const made = await judge.readLater(() => decodeImage(bytes, "odd picture"));
        assert.deepEqual(bytes, before, "the file's bytes were changed");
        if (made === null) return;
        assert.ok(header);
        assert.equal(made.data.length, 4 * made.width * made.height);
        const sides = [header.width, header.height];
        if (header.orientation > 4) sides.reverse();
        assert.deepEqual([made.width, made.height], sides, "another size than the header's");
      },
      ...bytesAsText,
    };
  },
};
