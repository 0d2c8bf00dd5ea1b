/**
 * The main job: camera, real inference, blur, virtual camera.
 *
 * @module
 */
import { EXCLUSIVE } from "../conversions.ts";
import type { ScrimEnd } from "../results.ts";
import { recordWithV4l2Ctl, untilStreaming } from "./devices.ts";
import { startCamera } from "./lifecycle.ts";

/** Records every frame of a blurred webcam from the first on; there is nobody in vivid's picture, so all is background. */
export async function blur(file: string, frames: number): Promise<ScrimEnd> {
  const scrim = startCamera(
    EXCLUSIVE,
    ...["--plugins", "blur", "--set", "blur.radius=6", "--fps", "10", "--stats=json"],
  );
  try {
    await untilStreaming(EXCLUSIVE, scrim.process);
    await recordWithV4l2Ctl(EXCLUSIVE, { file, frames });
    return await scrim.stop();
  } finally {
    await scrim.stop("SIGKILL");
  }
}
