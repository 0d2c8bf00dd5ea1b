/**
 * Which memory a camera's buffers lie in: asked through libv4l2, with its conversion and without, and what the driver
 * answered.
 *
 * @module
 */
import { type CameraFormat, SECOND_WEBCAM, WEBCAM } from "../conversions.ts";
import type { BuffersResult } from "../results.ts";
import { setCameraFormat, TOOLS } from "./devices.ts";
import { runScrim } from "./scrim.ts";

/** A few frames of a camera that knows only `fourcc`; the requests as the kernel saw them. */
async function take(camera: string, fourcc: CameraFormat): Promise<BuffersResult["plain"]> {
  await setCameraFormat(camera, { width: 320, height: 180, fourcc });
  const log = `/tmp/requests${camera.replaceAll("/", "_")}_${fourcc}`;
  const end = await runScrim(
    ["--input", camera, "--size", "320x180", "--output", "none", "--frames", "3", "--verbose"],
    {
      env: { LD_PRELOAD: `${TOOLS}/picky_camera.so`, CAMERA_FORMAT: fourcc, CAMERA_LOG: log },
    },
  );
  return { scrim: end, requests: (await Deno.readTextFile(log)).trim().split("\n") };
}

/** The three kinds: no choice, a choice, a choice beneath a conversion. */
export async function buffers(): Promise<BuffersResult> {
  return {
    plain: await take(WEBCAM, "YUYV"),
    cached: await take(SECOND_WEBCAM, "YUYV"),
    converted: await take(SECOND_WEBCAM, "RGB3"),
  };
}
