/**
 * Camera formats to virtual camera formats, with no filter: records what the camera gives without Scrim, and what the
 * loopback gives with it.
 *
 * @module
 */
import type { Conversion } from "../conversions.ts";
import type { ConversionResult } from "../results.ts";
import {
  captureFormat,
  recordWithFfmpeg,
  recordWithV4l2Ctl,
  setCameraFormat,
  TOOLS,
  untilStreaming,
} from "./devices.ts";
import { during, startScrim } from "./scrim.ts";
import { untilNoSlate } from "./viewer.ts";

/**
 * Scrim keeps the format that a camera is set to, if it can read that, so setting it is enough. Padded rows no user can set:
 * Scrim asks for the tightest stride, and the preload widens that. What Scrim cannot read must be all there is.
 */
function disguise({ format, padding }: Conversion): Record<string, string> {
  if (padding === 0 && format !== "RGB3") return {};
  return {
    LD_PRELOAD: `${TOOLS}/picky_camera.so`,
    CAMERA_FORMAT: format,
    CAMERA_PADDING: String(padding),
  };
}

/** Carries out one conversion. */
export async function convert(row: Conversion, out: string): Promise<ConversionResult> {
  const { width, height } = row;
  await setCameraFormat(row.camera, { width, height, fourcc: row.format });
  await recordWithV4l2Ctl(row.camera, { file: `${out}/${row.name}.camera`, frames: 1 });
  const scrim = startScrim([
    ...["--input", row.camera, "--size", `${width}x${height}`, "--fps", "10"],
    ...["--output", row.device],
    ...(row.output === "same" ? [] : ["--output-format", row.output]),
  ], { env: disguise(row) });
  let format = "";
  const end = await during(scrim, async () => {
    await untilStreaming(row.device, scrim.process);
    format = await captureFormat(row.device);
    const record = row.reader === "ffmpeg" ? recordWithFfmpeg : recordWithV4l2Ctl;
    const wanted = { file: `${out}/${row.name}.output`, frames: 2 };
    await untilNoSlate(wanted, () => record(row.device, wanted));
  });
  return { format, scrim: end, cameraFormat: await captureFormat(row.camera) };
}
