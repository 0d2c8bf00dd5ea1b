/** Conversions by ffmpeg, an independent reference for tests. @module */
import { ffmpeg } from "../ffmpeg.ts";

/** Converts one raw picture to another pixel format, with ffmpeg's most accurate settings. */
export async function convert(
  bytes: Uint8Array,
  shape: { width: number; height: number; from: string; to: string },
): Promise<Uint8Array> {
  const size = `${shape.width}x${shape.height}`;
  const raw = (format: string): string => `-f rawvideo -pix_fmt ${format} -s ${size}`;
  const scale = "scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp+neighbor";
  return await ffmpeg(`${raw(shape.from)} -i - -vf ${scale} ${raw(shape.to)} -`, bytes);
}
