/**
 * What decoding a camera's JPEG pictures costs, beside the loop and in it, and what OpenCV needs for the same picture.
 *
 *     deno run -A tests/bench/jpeg_bench.ts
 *
 * @module
 */
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { JpegDecoder, openJpegLibrary } from "../../ffi/jpeg.ts";
import { openLibrary } from "../../ffi/load.ts";
import { run } from "../../mod.ts";

const ROUNDS = 60;
const SIZES = [[1280, 720], [1920, 1080]] as const;
const SUBSAMPLINGS = ["2x2", "2x1", "1x1"] as const;

const OPENCV = `
import cv2, sys, time, numpy
cv2.setNumThreads(1)
data = numpy.fromfile(sys.argv[1], dtype=numpy.uint8)
best = 1e9
for _ in range(${ROUNDS}):
  start = time.perf_counter()
  cv2.imdecode(data, cv2.IMREAD_COLOR)
  best = min(best, time.perf_counter() - start)
print(best * 1000)
`;

const { symbols } = openLibrary(DEVICE_SYMBOLS);
const library = openJpegLibrary();
if (library === null) throw new Error("libturbojpeg is not installed");

async function shell(text: string): Promise<string> {
  const command = new Deno.Command("sh", { args: ["-c", text], stderr: "null" });
  return new TextDecoder().decode((await command.output()).stdout).trim();
}

const cell = (text: string | number): string =>
  (typeof text === "number" ? text.toFixed(2) : text).padStart(12);

const folder = await Deno.makeTempDir();
console.log(
  ["", "chroma", "KiB", "best ms", "median ms", "loop ms", "OpenCV ms"].map(cell).join(""),
);
for (const [width, height] of SIZES) {
  const still = `${folder}/still.png`;
  await run({ input: "demo", output: still, frames: 40, size: { width, height } });
  for (const subsampling of SUBSAMPLINGS) {
    const path = `${folder}/${width}_${subsampling}.jpg`;
    // A little noise, as a sensor has it: a drawn picture alone would be too easy.
    await shell(
      `ffmpeg -v error -i ${still} -vf noise=alls=8 -f image2pipe -c:v ppm - | ` +
        `cjpeg -quality 85 -sample ${subsampling} > ${path}`,
    );
    const data = await Deno.readFile(path);
    const decoder = new JpegDecoder(symbols, library, { width, height });
    const picture = new Uint8Array(width * height * 3 / 2);
    const wall: number[] = [];
    const loop: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const pending = decoder.decode(data, data.length, picture);
      loop.push(performance.now() - start);
      const why = await pending;
      if (why !== null) throw new Error(why);
      wall.push(performance.now() - start);
    }
    decoder[Symbol.dispose]();
    wall.sort((a, b) => a - b);
    loop.sort((a, b) => a - b);
    const opencv = Number(await shell(`/usr/bin/python3 -c '${OPENCV}' ${path}`)) || "left out";
    const size = `${width}x${height}`;
    const middle = Math.floor(ROUNDS / 2);
    const kib = data.length / 1024;
    console.log(
      [size, subsampling, kib, wall[0], wall[middle], loop[middle], opencv].map(cell).join(""),
    );
  }
}
await Deno.remove(folder, { recursive: true });
