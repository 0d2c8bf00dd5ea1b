import assert from "node:assert/strict";
import encodePng from "npm:@jsquash/png@3.1.1/encode.js";
import { ScrimError } from "../../../../core/base/errors.ts";
import { decodeImage, fitCover, flatten } from "../../../../core/io/image/image.ts";
import type { Image } from "../../../../core/media/image.ts";
import { readImageHeader } from "../../../../core/io/image/image_header.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { SMALL_JPEG } from "../../../fuzz/parsers/small_pictures.ts";
import { temporaryFolder } from "../../../folders.ts";
import { jpegWithExif, pngWithExif, tiff, webpWithExif } from "../image_files.ts";

const isFormat = (pattern: RegExp) => (error: unknown): boolean =>
  error instanceof ScrimError && error.code === "FORMAT" && pattern.test(error.message);

/** ffmpeg's own test picture, encoded by ffmpeg. */
function encoded(encoder: string, size = "48x34"): Promise<Uint8Array<ArrayBuffer>> {
  return ffmpeg(`-f lavfi -i testsrc2=size=${size} -frames:v 1 -c:v ${encoder} -f image2pipe -`);
}

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / a.length;
}

/** Lossless kinds are the same bytes; decoders of the others upscale chroma and round in their own ways. */
const KINDS: readonly { name: string; encoder: string; within: number }[] = [
  { name: "an RGB PNG", encoder: "png -pix_fmt rgb24", within: 0 },
  { name: "a PNG with alpha", encoder: "png -pix_fmt rgba", within: 0 },
  { name: "a grey PNG", encoder: "png -pix_fmt gray", within: 0 },
  { name: "a PNG with a palette", encoder: "png -pix_fmt pal8", within: 0 },
  { name: "a 16-bit PNG", encoder: "png -pix_fmt rgb48be", within: 0.5 },
  { name: "a lossless WebP", encoder: "libwebp -lossless 1 -pix_fmt bgra", within: 0 },
  { name: "a lossy WebP", encoder: "libwebp -quality 90", within: 8 },
  { name: "a JPEG", encoder: "mjpeg -q:v 2 -pix_fmt yuvj444p", within: 1 },
];

for (const { name, encoder, within } of KINDS) {
  ffmpegTest(`decodeImage reads ${name} as ffmpeg does`, async () => {
    const bytes = await encoded(encoder);
    const image = await decodeImage(bytes);
    assert.deepEqual([image.width, image.height], [48, 34]);
    await using folder = await temporaryFolder();
    await Deno.writeFile(`${folder.path}/picture`, bytes);
    const wanted = await ffmpeg(`-i ${folder.path}/picture -pix_fmt rgba -f rawvideo -`);
    const found = meanDifference(image.data, wanted);
    assert.ok(found <= within, `mean difference ${found}`);
  });
}

// A picture of 3x2 pixels, A B C over D E F, as it looks when each orientation is undone.
const UPRIGHT: readonly (readonly string[])[] = [
  ["ABC", "DEF"],
  ["CBA", "FED"],
  ["FED", "CBA"],
  ["DEF", "ABC"],
  ["AD", "BE", "CF"],
  ["DA", "EB", "FC"],
  ["FC", "EB", "DA"],
  ["CF", "BE", "AD"],
];
const COLORS: Record<string, readonly [number, number, number]> = {
  A: [255, 0, 0],
  B: [0, 255, 0],
  C: [0, 0, 255],
  D: [255, 255, 0],
  E: [0, 255, 255],
  F: [255, 255, 255],
};

function letters(image: Image, block: number): string[] {
  return Array.from(
    { length: image.height / block },
    (_, row) =>
      Array.from({ length: image.width / block }, (_, column) => {
        const at = 4 * ((row * block + block / 2) * image.width + column * block + block / 2);
        const found = Object.entries(COLORS).find(([, color]) =>
          color.every((value, k) => Math.abs(value - image.data[at + k]) < 60)
        );
        return found?.[0] ?? "?";
      }).join(""),
  );
}

ffmpegTest(
  "decodeImage turns JPEG, PNG and WebP upright as their EXIF orientation says",
  async () => {
    const raw = Uint8Array.from([..."ABCDEF"].flatMap((letter) => COLORS[letter]));
    const block = 16;
    const make = (encoder: string): Promise<Uint8Array<ArrayBuffer>> =>
      ffmpeg(
        `-f rawvideo -pix_fmt rgb24 -s 3x2 -i - -vf scale=48:32:flags=neighbor -c:v ${encoder} -f image2pipe -`,
        raw,
      );
    const jpeg = await make("mjpeg -q:v 2 -pix_fmt yuvj444p");
    const png = await make("png");
    const webp = await make("libwebp -lossless 1");
    for (let orientation = 1; orientation <= 8; orientation++) {
      for (const order of ["II", "MM"] as const) {
        const exif = tiff(orientation, order);
        const files = {
          jpeg: jpegWithExif(jpeg, exif),
          png: pngWithExif(png, exif),
          webp: webpWithExif(webp, { width: 48, height: 32 }, exif),
        };
        for (const [kind, bytes] of Object.entries(files)) {
          const image = await decodeImage(bytes);
          assert.deepEqual(
            letters(image, block),
            UPRIGHT[orientation - 1],
            `${kind} ${orientation} ${order}`,
          );
        }
      }
    }
    assert.equal(readImageHeader(jpegWithExif(jpeg, tiff(9, "II")))?.orientation, 1);
    assert.equal(readImageHeader(jpegWithExif(jpeg, tiff(6, "II").slice(0, 12)))?.orientation, 1);
  },
);

ffmpegTest("decodeImage names a file that is missing, no picture, or damaged", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/some.bin`;
  await assert.rejects(decodeImage(path), isFormat(/Cannot open ".*some\.bin": no such file/));
  const wrong = isFormat(/Cannot decode ".*some\.bin": not a PNG, JPEG or WebP/);
  for (const text of ["", "x", "GIF89a..........", "RIFF....WAVE........"]) {
    await Deno.writeTextFile(path, text);
    await assert.rejects(decodeImage(path), wrong);
  }
  for (const encoder of ["png", "libwebp", "mjpeg -pix_fmt yuvj420p"]) {
    const bytes = await encoded(encoder);
    for (const part of [0.05, 0.5, 0.95]) {
      await Deno.writeFile(path, bytes.subarray(0, Math.floor(bytes.length * part)));
      await assert.rejects(
        decodeImage(path),
        isFormat(/Cannot decode ".*some\.bin": /),
        `${encoder} ${part}`,
      );
    }
  }
  const fine = await decodeImage(await encoded("png"));
  assert.equal(fine.width, 48, "the codec still works after a failure");
});

ffmpegTest("decodeImage refuses huge dimensions before it decodes", async () => {
  const png = await encoded("png");
  const view = new DataView(png.buffer);
  for (
    const [width, height] of [[16385, 1], [1, 16385], [10001, 10000], [0, 4], [
      0xffffffff,
      0xffffffff,
    ]]
  ) {
    view.setUint32(16, width);
    view.setUint32(20, height);
    await assert.rejects(
      decodeImage(png, "big.png"),
      isFormat(new RegExp(`"big\\.png": ${width}x${height} pixels`)),
    );
  }
});

function filled(
  width: number,
  height: number,
  at: (x: number, y: number) => readonly number[],
): Image {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(at(x, y), 4 * (y * width + x));
  }
  return { width, height, data };
}

Deno.test("fitCover keeps the middle and the aspect", async () => {
  const stripes = filled(
    90,
    30,
    (x) => x < 30 ? [255, 0, 0, 255] : x < 60 ? [0, 255, 0, 255] : [0, 0, 255, 255],
  );
  const middle = await fitCover(stripes, 10, 10);
  for (let i = 0; i < 400; i += 4) {
    assert.ok(meanDifference(middle.data.subarray(i, i + 4), [0, 255, 0, 255]) < 1);
  }
  const tall = filled(30, 90, (_, y) => y < 45 ? [200, 10, 10, 255] : [10, 10, 200, 255]);
  const halves = await fitCover(tall, 60, 120);
  const pixel = (
    x: number,
    y: number,
  ): number[] => [...halves.data.subarray(4 * (y * 60 + x), 4 * (y * 60 + x) + 3)];
  assert.deepEqual([pixel(30, 20), pixel(30, 100)], [[200, 10, 10], [10, 10, 200]]);
});

Deno.test("fitCover averages fine detail in linear light instead of picking pixels", async () => {
  const board = filled(256, 256, (x, y) => (x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]);
  const small = await fitCover(board, 16, 16);
  // Half the light of white is sRGB 188.
  for (let y = 3; y < 13; y++) {
    for (let x = 3; x < 13; x++) assert.ok(Math.abs(small.data[4 * (y * 16 + x)] - 188) <= 3);
  }
});

Deno.test("fitCover leaves its input alone and returns it when the size fits", async () => {
  const image = filled(40, 30, (x, y) => [x, y, 7, 255]);
  const before = image.data.slice();
  assert.equal(await fitCover(image, 40, 30), image);
  await fitCover(image, 16, 16);
  assert.deepEqual(image.data, before);
});

Deno.test("flatten lays transparent pixels over black", () => {
  const image = filled(3, 1, (x) => [200, 100, 50, [0, 128, 255][x]]);
  flatten(image);
  assert.deepEqual([...image.data], [0, 0, 0, 255, 100, 50, 25, 255, 200, 100, 50, 255]);
});

Deno.test("decodeImage reads pictures after thousands of damaged ones", async () => {
  const { warn, error } = console;
  console.warn = console.error = () => {}; // the JPEG codec complains there
  try {
    const data = Uint8ClampedArray.from({ length: 192 }, (_, i) => (i * 37) & 255);
    const png = new Uint8Array(
      await encodePng({ data, width: 8, height: 6, colorSpace: "srgb" } as ImageData),
    );
    const at = SMALL_JPEG.findIndex((byte, i) => byte === 0xff && SMALL_JPEG[i + 1] === 0xc4);
    for (const [good, place] of [[png, png.length - 30], [SMALL_JPEG, at + 4]] as const) {
      const bad = good.slice();
      bad[place] = 0xee; // compressed data; a table of codes
      for (let i = 0; i < 2000; i++) await assert.rejects(decodeImage(bad), { code: "FORMAT" });
      assert.equal((await decodeImage(good)).width, 8);
    }
  } finally {
    Object.assign(console, { warn, error });
  }
});
