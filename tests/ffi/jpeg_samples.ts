/**
 * JPEG pictures as webcams send them, encoded by cjpeg, and their content, decoded by ffmpeg, whose decoder is independent of
 * libturbojpeg.
 */
import assert from "node:assert/strict";
import { openJpegLibrary } from "../../ffi/jpeg.ts";

/** cjpeg's names of the chroma subsamplings of cameras. */
export const SUBSAMPLINGS = ["1x1", "2x1", "2x2", "1x2", "4x1", "grey"] as const;
export type Subsampling = typeof SUBSAMPLINGS[number];

function has(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["-version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function missing(): string | null {
  const library = openJpegLibrary();
  library?.close();
  if (library === null) return "libturbojpeg";
  return ["ffmpeg", "cjpeg"].find((program) => !has(program)) ?? null;
}

/** The programs that these tests lack on this machine; `null` in CI, where none may be missing. */
export const lacking = Deno.env.get("CI") === "true" ? null : missing();
if (lacking !== null) console.log(`skipped: decoding JPEG needs ${lacking}`);

async function pipe(
  program: string,
  args: readonly string[],
  input?: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const command = new Deno.Command(program, {
    args: [...args],
    stdin: input ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const writing = input ? new Blob([input]).stream().pipeTo(child.stdin) : Promise.resolve();
  const { success, stdout, stderr } = await child.output();
  await writing;
  assert.ok(success, `${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** A colourful picture: ffmpeg's moving test pattern after `at` seconds. */
export async function jpeg(
  width: number,
  height: number,
  { subsampling = "2x2", quality = 92, at = 0, more = [] }: {
    subsampling?: Subsampling;
    quality?: number;
    at?: number;
    more?: readonly string[];
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const source = `testsrc2=size=${width + (width & 1)}x${height + (height & 1)},` +
    `crop=${width}:${height}:0:0:exact=1`;
  const filter = ["-f", "lavfi", "-i", source, "-ss", `${at}`, "-frames:v", "1"];
  const picture = ["-pix_fmt", "rgb24", "-f", "image2pipe", "-c:v", "ppm", "-"];
  const ppm = await pipe("ffmpeg", ["-v", "error", ...filter, ...picture]);
  const kind = subsampling === "grey" ? ["-grayscale"] : ["-sample", subsampling];
  return await pipe("cjpeg", ["-quality", `${quality}`, ...kind, ...more], ppm);
}

const PIXELS: Readonly<Record<Subsampling, { format: string; across: number; down: number }>> = {
  "1x1": { format: "yuvj444p", across: 1, down: 1 },
  "2x1": { format: "yuvj422p", across: 2, down: 1 },
  "2x2": { format: "yuvj420p", across: 2, down: 2 },
  "1x2": { format: "yuvj440p", across: 1, down: 2 },
  "4x1": { format: "yuvj411p", across: 4, down: 1 },
  grey: { format: "gray", across: 1, down: 1 },
};

/** The picture decoded to planar 4:2:0: chroma is the mean of the samples of a 2x2 block. */
export async function decoded(
  data: Uint8Array<ArrayBuffer>,
  { width, height, subsampling }: { width: number; height: number; subsampling: Subsampling },
): Promise<Uint8Array> {
  const { format, across, down } = PIXELS[subsampling];
  const raw = await pipe("ffmpeg", [
    ...["-v", "error", "-f", "mjpeg", "-i", "-", "-frames:v", "1"],
    ...["-pix_fmt", format, "-f", "rawvideo", "-"],
  ], data);
  const [halfWidth, halfHeight] = [(width + 1) >> 1, (height + 1) >> 1];
  const out = new Uint8Array(width * height + 2 * halfWidth * halfHeight).fill(128);
  out.set(raw.subarray(0, width * height));
  if (subsampling === "grey") return out;
  const [w, h] = [Math.ceil(width / across), Math.ceil(height / down)];
  for (const plane of [0, 1]) {
    const from = raw.subarray(width * height + plane * w * h, width * height + (plane + 1) * w * h);
    const at = width * height + plane * halfWidth * halfHeight;
    for (let y = 0; y < halfHeight; y++) {
      for (let x = 0; x < halfWidth; x++) {
        const samples = [0, 1, 2, 3].map((i) => {
          const column = Math.min(2 * x + (i & 1), width - 1);
          const row = Math.min(2 * y + (i >> 1), height - 1);
          return from[Math.floor(row / down) * w + Math.floor(column / across)];
        });
        out[at + y * halfWidth + x] = Math.round(samples.reduce((a, b) => a + b) / 4);
      }
    }
  }
  return out;
}

/** The largest and the mean difference of two pictures. */
export function difference(a: Uint8Array, b: Uint8Array): { most: number; mean: number } {
  assert.equal(a.length, b.length);
  let most = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const off = Math.abs(a[i] - b[i]);
    most = Math.max(most, off);
    sum += off;
  }
  return { most, mean: sum / a.length };
}
