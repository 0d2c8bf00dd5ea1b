/**
 * The main job: camera, real inference, blur, virtual camera.
 *
 * @module
 */
import { EXCLUSIVE, WEBCAM } from "../conversions.ts";
import type { ScrimEnd } from "../results.ts";
import { recordWithV4l2Ctl, untilStreaming } from "./devices.ts";
import { startCamera } from "./lifecycle.ts";
import { during } from "./scrim.ts";
import { until } from "./shell.ts";
import { FRAME, isSlate } from "./viewer.ts";

const CHUNK = 10;
/** Frames with more than the slate that are enough. */
const ENOUGH = 15;

/**
 * Records every frame of a blurred webcam until enough show more than the slate; the slates are left out of the file. There
 * is nobody in vivid's picture, so all of it is background.
 */
export async function blur(file: string): Promise<ScrimEnd> {
  const scrim = startCamera(
    { camera: WEBCAM, device: EXCLUSIVE },
    { more: ["--plugins", "blur", "--set", "blur.radius=6", "--stats=json"] },
  );
  return await during(scrim, async () => {
    await untilStreaming(EXCLUSIVE, scrim.process);
    using recorded = await Deno.create(file);
    let good = 0;
    await until("blurred pictures", async () => {
      await recordWithV4l2Ctl(EXCLUSIVE, { file: "/tmp/chunk", frames: CHUNK });
      const chunk = await Deno.readFile("/tmp/chunk");
      for (let at = 0; at < chunk.length; at += FRAME) {
        const frame = chunk.subarray(at, at + FRAME);
        if (isSlate(frame)) continue;
        good++;
        for (let done = 0; done < FRAME;) done += await recorded.write(frame.subarray(done));
      }
      return good >= ENOUGH;
    }, { running: scrim.process });
  });
}
