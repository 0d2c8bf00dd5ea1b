/**
 * The independent judge of pictures: ffmpeg's conversion, and a comparison byte by byte.
 *
 * @module
 */
import { type CameraFormat, type Conversion, HDMI, type OutputFormat } from "./conversions.ts";

const CAMERA_NAMES: Readonly<Record<CameraFormat, string>> = {
  YUYV: "yuyv422",
  UYVY: "uyvy422",
  NV12: "nv12",
  YU12: "yuv420p",
  GREY: "gray",
  RGB3: "rgb24",
};

const OUTPUT_NAMES: Readonly<Record<Exclude<OutputFormat, "same">, string>> = {
  yuyv: "yuyv422",
  i420: "yuv420p",
  rgb24: "rgb24",
};

const BYTES_PER_PIXEL: Readonly<Record<string, number>> = {
  ...{ yuyv: 2, i420: 1.5, rgb24: 3 },
  ...{ YUYV: 2, UYVY: 2, NV12: 1.5, YU12: 1.5, GREY: 1, RGB3: 3 },
};

/** The bytes of one frame that comes out. */
export function frameBytes({ format, output, width, height }: Conversion): number {
  return width * height * BYTES_PER_PIXEL[output === "same" ? format : output];
}

/** Is nothing to be converted, so that the camera's own bytes must come out? */
export function passesThrough({ format, output }: Conversion): boolean {
  return output === "same" || (format === "YUYV" && output === "yuyv") ||
    (format === "YU12" && output === "i420");
}

/**
 * What ffmpeg makes of the camera's frame. As documented, frames travel as I420: 4:2:2 chroma rows are averaged (`area`), and
 * repeated on the way out (`neighbor`). Grey and RGB are of full range, as V4L2 has it.
 */
async function convertWithFfmpeg(
  row: Conversion,
  camera: Uint8Array,
  range: "limited" | "full",
): Promise<Uint8Array> {
  const matrix = row.camera === HDMI ? "bt709" : "bt601";
  if (row.output === "same") throw new TypeError("nothing is converted");
  const toPlanes = row.format === "GREY" ? `in_range=full:out_range=${range}:` : "";
  const toRgb = row.output === "rgb24" ? `in_color_matrix=${matrix}:` : "";
  const outRange = row.output === "rgb24" ? "full" : range;
  const filters = [
    `scale=${toPlanes}flags=area+accurate_rnd`,
    "format=yuv420p",
    `scale=${toRgb}in_range=${range}:out_range=${outRange}:flags=neighbor+accurate_rnd+full_chroma_int`,
  ];
  const child = new Deno.Command("ffmpeg", {
    args: [
      ...["-v", "error", "-f", "rawvideo", "-pix_fmt", CAMERA_NAMES[row.format]],
      ...["-s", `${row.width}x${row.height}`, "-i", "-", "-vf", filters.join(",")],
      ...["-pix_fmt", OUTPUT_NAMES[row.output], "-f", "rawvideo", "-"],
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const written = writer.write(camera).then(() => writer.close());
  const { code, stdout, stderr } = await child.output();
  await written;
  if (code !== 0) throw new Error(`ffmpeg: ${new TextDecoder().decode(stderr)}`);
  return stdout;
}

/** What must come out of a virtual camera that tells its readers this range. */
export function expected(
  row: Conversion,
  camera: Uint8Array,
  range: "limited" | "full",
): Promise<Uint8Array> {
  return passesThrough(row) ? Promise.resolve(camera) : convertWithFfmpeg(row, camera, range);
}

/** How two pictures differ. */
export interface Difference {
  /** The largest difference of two bytes. */
  readonly most: number;
  /** Bytes that differ by more than the tolerance. */
  readonly beyond: number;
  /** For the message: the first of those. */
  readonly first: string;
}

/** Compares two pictures of the same size. @throws {RangeError} when the sizes differ */
export function compare(got: Uint8Array, wanted: Uint8Array, tolerance: number): Difference {
  if (got.length !== wanted.length) {
    throw new RangeError(`${got.length} bytes instead of ${wanted.length}`);
  }
  let most = 0, beyond = 0, first = "";
  for (let i = 0; i < got.length; i++) {
    const difference = Math.abs(got[i] - wanted[i]);
    if (difference > most) most = difference;
    if (difference <= tolerance) continue;
    if (beyond++ === 0) first = `byte ${i} is ${got[i]} instead of ${wanted[i]}`;
  }
  return { most, beyond, first };
}
