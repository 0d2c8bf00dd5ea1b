/** Pictures that Pillow, djpeg and ffmpeg read, though they are not as usual. */
import assert from "node:assert/strict";
import { decodeImage } from "../../../core/io/image/image.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { temporaryFolder } from "../../folders.ts";
import { animatedWebp, jpegWithExif, tiff } from "./image_files.ts";
import { BARE_CMYK_JPEG, CMYK_JPEG, YCCK_JPEG } from "./print_pictures.ts";

const joined = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const encoded = (encoder: string): Promise<Uint8Array<ArrayBuffer>> =>
  ffmpeg(`-f lavfi -i testsrc2=size=48x34 -frames:v 1 -c:v ${encoder} -f image2pipe -`);

const JPEG = "mjpeg -q:v 2 -pix_fmt yuvj444p";

/** Where a marker of the JPEG begins. */
const find = (jpeg: Uint8Array, marker: number): number =>
  jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === marker);

function insert(into: Uint8Array, at: number, bytes: readonly number[]): Uint8Array<ArrayBuffer> {
  return joined(into.subarray(0, at), bytes, into.subarray(at));
}

/** Everything that the codec says on the console while `work` runs. */
async function spoken(work: () => Promise<void>): Promise<readonly string[]> {
  const { warn, error } = console;
  const lines: string[] = [];
  console.warn = console.error = (...words: unknown[]) => void lines.push(words.join(" "));
  try {
    await work();
  } finally {
    Object.assign(console, { warn, error });
  }
  return lines;
}

ffmpegTest(
  "decodeImage reads a JPEG whatever lies behind its end or between its parts",
  async () => {
    const jpeg = await encoded(JPEG);
    const { data: wanted } = await decodeImage(jpeg);
    const starts = [0xff, 0xda, 0, 8, 1, 1]; // what looks like a scan, as random bytes of a film do
    const odd: Readonly<Record<string, Uint8Array>> = {
      "a motion photo": joined(jpeg, starts, new Uint8Array(5000), starts),
      "a second picture": joined(jpeg, jpeg.subarray(0, 300)),
      "text behind it": joined(jpeg, new TextEncoder().encode("some tool put this here")),
      "bytes before its tables": insert(jpeg, find(jpeg, 0xdb), [0, 1, 2, 3]),
      "bytes before its frame": insert(jpeg, find(jpeg, 0xc0), [0x20, 0xff, 0x00, 7]),
      "bytes before its scan": insert(jpeg, find(jpeg, 0xda), [0xff, 0xff, 0xff]),
      "bytes before its end": insert(jpeg, jpeg.length - 2, [0, 0, 0xff]),
      "a preview in EXIF": jpegWithExif(jpeg, [...tiff(1, "II"), ...jpeg]),
    };
    const said = await spoken(async () => {
      for (const [name, bytes] of Object.entries(odd)) {
        const image = await decodeImage(bytes);
        assert.deepEqual(image.data, wanted, name);
      }
    });
    assert.deepEqual(said, [], "only the command line prints");
  },
);

ffmpegTest("decodeImage refuses JPEGs without their end, and says so", async () => {
  const jpeg = await encoded(JPEG);
  const cut = joined(jpeg.subarray(0, jpeg.length - 40), [0xff]);
  for (const bytes of [cut, jpegWithExif(cut, [...tiff(1, "II"), ...jpeg])]) {
    await assert.rejects(decodeImage(bytes, "cut.jpg"), {
      code: "FORMAT",
      message: 'Cannot decode "cut.jpg": the jpeg data is damaged or cut off (no end marker)',
    });
  }
  const empty = joined(jpeg.subarray(0, find(jpeg, 0xda)), [0xff, 0xd9]);
  await assert.rejects(decodeImage(empty, "empty.jpg"), /no scan before its end/);
});

ffmpegTest("decodeImage reads JPEGs for print as ffmpeg does", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/print.jpg`;
  for (const [name, bytes] of Object.entries({ CMYK_JPEG, YCCK_JPEG, BARE_CMYK_JPEG })) {
    await Deno.writeFile(path, bytes);
    const wanted = await ffmpeg(`-i ${path} -pix_fmt rgba -f rawvideo -`);
    const { data, width, height } = await decodeImage(path);
    assert.deepEqual([width, height], [16, 8]);
    for (const x of [2, 12]) {
      const pixel = [...data.subarray(4 * x, 4 * x + 4)];
      const away = pixel.map((value, i) => Math.abs(value - wanted[4 * x + i]));
      assert.ok(Math.max(...away) <= 4, `${name} ${x}: ${pixel}`);
    }
  }
  const turned = await decodeImage(jpegWithExif(CMYK_JPEG, tiff(6, "II")));
  assert.deepEqual([turned.width, turned.height], [8, 16]);
});

Deno.test("decodeImage says why a JPEG for print is not read", async () => {
  const cut = CMYK_JPEG.slice();
  cut[find(cut, 0xc4) + 4] = 0xee; // the kind of a table
  const said = await spoken(async () => {
    await assert.rejects(
      decodeImage(cut, "cut.jpg"),
      /Cannot decode "cut\.jpg": the jpeg decoder says ".+"/,
    );
  });
  assert.deepEqual(said, []);
});

ffmpegTest("decodeImage takes the first picture of an animated WebP", async () => {
  const first = await encoded("libwebp -lossless 1 -pix_fmt bgra");
  const wanted = await ffmpeg(
    "-f lavfi -i testsrc2=size=48x34 -frames:v 1 -pix_fmt rgba -f rawvideo -",
  );
  const animated = await ffmpeg(
    "-f lavfi -i testsrc2=size=48x34:rate=5 -frames:v 3 -c:v libwebp_anim -lossless 1 -pix_fmt bgra -f webp -",
  );
  assert.equal((await decodeImage(animated)).animated, true);
  assert.deepEqual(new Uint8Array((await decodeImage(animated)).data), new Uint8Array(wanted));
  const placed = animatedWebp(first, { width: 48, height: 34, left: 6, top: 4 }, {
    width: 60,
    height: 40,
  });
  const image = await decodeImage(placed);
  assert.deepEqual([image.width, image.height], [60, 40]);
  for (const [x, y] of [[6, 4], [53, 37], [20, 20]]) {
    const at = 4 * (y * 60 + x);
    const from = 4 * ((y - 4) * 48 + x - 6);
    assert.deepEqual([...image.data.subarray(at, at + 4)], [...wanted.subarray(from, from + 4)]);
  }
  assert.deepEqual([...image.data.subarray(0, 4)], [0, 0, 0, 0], "beside it the canvas is empty");
  const outside = animatedWebp(first, { width: 48, height: 34, left: 20, top: 4 }, {
    width: 60,
    height: 40,
  });
  await assert.rejects(decodeImage(outside), /too large/);
  await assert.rejects(decodeImage(placed.subarray(0, 60)), { code: "FORMAT" });
});
