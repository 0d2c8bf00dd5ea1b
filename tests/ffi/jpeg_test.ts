import assert from "node:assert/strict";
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { JpegDecoder, openJpegLibrary } from "../../ffi/jpeg.ts";
import { openLibrary } from "../../ffi/load.ts";
import { FencedMemory } from "../fenced_memory.ts";
import { decoded, difference, jpeg, lacking, SUBSAMPLINGS } from "./jpeg_samples.ts";

/** What the decoder makes of bytes in a buffer with some room behind them. */
async function decode(
  data: Uint8Array,
  { width, height }: { width: number; height: number },
  room = 64,
): Promise<{ why: string | null; picture: Uint8Array }> {
  using native = closing(openLibrary(DEVICE_SYMBOLS));
  const library = openJpegLibrary();
  assert.ok(library);
  using _library = closing(library);
  using decoder = new JpegDecoder(native.symbols, library, { width, height });
  // A byte that is read or written outside of these ends the process.
  using memory = new FencedMemory();
  const buffer = memory.bytes(data.length + room).fill(0xa5);
  buffer.set(data);
  const halves = ((width + 1) >> 1) * ((height + 1) >> 1);
  const picture = memory.bytes(width * height + 2 * halves).fill(0x5a);
  const why = await decoder.decode(buffer, data.length, picture);
  return { why, picture: picture.slice() };
}

function closing<T extends { close(): void }>(one: T): T & Disposable {
  return Object.assign(one, { [Symbol.dispose]: () => one.close() });
}

function jpegTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: lacking !== null, fn });
}

const SIZES = [
  { width: 64, height: 48 },
  { width: 640, height: 360 }, // no whole blocks of 16 rows
  { width: 67, height: 45 },
  { width: 17, height: 1 },
];

for (const subsampling of SUBSAMPLINGS) {
  for (const size of SIZES) {
    const { width, height } = size;
    jpegTest(`JPEG of ${width}x${height}, chroma ${subsampling}, is what ffmpeg sees`, async () => {
      const data = await jpeg(width, height, { subsampling });
      const { why, picture } = await decode(data, size);
      assert.equal(why, null);
      const { most, mean } = difference(picture, await decoded(data, { ...size, subsampling }));
      // Two inverse cosine transforms may round differently.
      assert.ok(most <= 3 && mean < 0.2, `off by ${most}, ${mean.toFixed(3)} in the mean`);
    });
  }
}

const SIZE = { width: 320, height: 240 };

jpegTest("a picture cut off anywhere is refused", async () => {
  const data = await jpeg(SIZE.width, SIZE.height);
  for (const part of [0, 0.001, 0.02, 0.1, 0.5, 0.9, 0.99]) {
    const { why } = await decode(data.subarray(0, Math.floor(data.length * part)), SIZE);
    assert.ok(why, `${part} of it was taken for whole`);
  }
});

jpegTest("a picture with damage in the middle is refused, nearly always", async () => {
  const data = await jpeg(SIZE.width, SIZE.height);
  let refused = 0;
  for (let trial = 0; trial < 50; trial++) {
    const broken = data.slice();
    // A lost packet of a USB camera.
    const at = 700 + Math.floor((data.length - 1800) * trial / 50);
    broken.copyWithin(at, at + 1000);
    refused += (await decode(broken.subarray(0, -1000), SIZE)).why === null ? 0 : 1;
  }
  assert.ok(refused >= 49, `${refused} of 50`);
});

jpegTest("what webcams do to whole pictures does not matter", async () => {
  const data = await jpeg(SIZE.width, SIZE.height);
  const whole = (await decode(data, SIZE)).picture;
  const noEnd = data.subarray(0, -2);
  const zeros = new Uint8Array(500);
  const variants: Record<string, Uint8Array> = {
    "no end marker": noEnd,
    "zeros behind it": join(data, zeros),
    "zeros instead of an end marker": join(noEnd, zeros),
    "padding before the end marker": join(noEnd, new Uint8Array([0x55, 0x55]), data.subarray(-2)),
    "rubbish behind it": join(data, new Uint8Array([1, 2, 3, 4])),
    "the usual Huffman tables left out": withoutTables(data),
    "restart markers": await jpeg(SIZE.width, SIZE.height, { more: ["-restart", "1"] }),
  };
  for (const [what, variant] of Object.entries(variants)) {
    const { why, picture } = await decode(variant, SIZE);
    assert.equal(why, null, what);
    assert.deepEqual(picture, whole, what);
  }
});

jpegTest("without room behind it a picture needs its own end marker", async () => {
  const data = await jpeg(SIZE.width, SIZE.height);
  assert.equal((await decode(data, SIZE, 0)).why, null);
  assert.match((await decode(data.subarray(0, -2), SIZE, 0)).why ?? "", /[Pp]remature end/);
});

jpegTest("a picture of another size, and one that is no JPEG, say what they are", async () => {
  const data = await jpeg(64, 48);
  assert.equal((await decode(data, SIZE)).why, "it has 64x48 pixels, wanted 320x240");
  assert.match((await decode(new TextEncoder().encode("GIF89a.."), SIZE)).why ?? "", /^Not a JPEG/);
  assert.equal((await decode(new Uint8Array(0), SIZE)).why, "it is empty");
  const rgb = await jpeg(SIZE.width, SIZE.height, { subsampling: "1x1", more: ["-rgb"] });
  assert.match((await decode(rgb, SIZE)).why ?? "", /its colours are in no layout/);
});

jpegTest("a progressive picture that would take for ever is refused soon", async () => {
  const data = await jpeg(SIZE.width, SIZE.height, { more: ["-progressive"] });
  assert.equal((await decode(data, SIZE)).why, null);
  // The last scan, a thousand times.
  const start = data.lastIndexOf(0xda, data.length - 3) - 1;
  const scan = data.subarray(start, -2);
  const many = join(data.subarray(0, -2), ...Array(1000).fill(scan), data.subarray(-2));
  assert.ok((await decode(many, SIZE)).why);
});

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Leaves out every segment of Huffman tables (DHT). */
function withoutTables(data: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [data.subarray(0, 2)];
  let at = 2;
  while (data[at + 1] !== 0xda) {
    const end = at + 2 + (data[at + 2] << 8 | data[at + 3]);
    if (data[at + 1] !== 0xc4) kept.push(data.subarray(at, end));
    at = end;
  }
  return join(...kept, data.subarray(at));
}

jpegTest("a decoder goes on after pictures that are broken anywhere", async () => {
  const data = await jpeg(SIZE.width, SIZE.height);
  using native = closing(openLibrary(DEVICE_SYMBOLS));
  const library = openJpegLibrary();
  assert.ok(library);
  using _library = closing(library);
  using decoder = new JpegDecoder(native.symbols, library, SIZE);
  const picture = new Uint8Array(SIZE.width * SIZE.height * 3 / 2);
  const decode = (bytes: Uint8Array): Promise<string | null> =>
    decoder.decode(Uint8Array.from(bytes), bytes.length, picture);
  const other = await jpeg(64, 48);
  const noHuffman = data.slice();
  noHuffman[data.findIndex((byte, i) => byte === 0xff && data[i + 1] === 0xc4) + 1] = 0xc0;
  const broken = [
    other,
    noHuffman,
    data.subarray(0, 30),
    data.subarray(0, -5000),
    data.subarray(20),
  ];
  for (const [index, one] of broken.entries()) {
    assert.ok(await decode(one), `broken picture ${index} was taken`);
    assert.equal(await decode(data), null, `the picture after broken picture ${index}`);
  }
});
