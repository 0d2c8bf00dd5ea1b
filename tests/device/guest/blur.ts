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

const FRAME_BYTES = 320 * 180 * 2;
const CHUNK = 20;
/** An emulated processor needs its time to compile the model's code. */
const MOST_CHUNKS = 60;

function differs(chunk: Uint8Array, slate: Uint8Array): boolean {
  const last = chunk.subarray(chunk.length - FRAME_BYTES);
  return last.some((byte, i) => byte !== slate[i]);
}

/**
 * Records every frame of a blurred webcam until two chunks show more than the slate. There is nobody in vivid's picture,
 * so all of it is background.
 */
export async function blur(file: string): Promise<ScrimEnd> {
  const scrim = startCamera(
    { camera: WEBCAM, device: EXCLUSIVE },
    { more: ["--plugins", "blur", "--set", "blur.radius=6", "--stats=json"] },
  );
  return await during(scrim, async () => {
    await untilStreaming(EXCLUSIVE, scrim.process);
    using recorded = await Deno.create(file);
    let slate: Uint8Array | null = null;
    for (let chunks = 0, good = 0; good < 2 && chunks < MOST_CHUNKS; chunks++) {
      await recordWithV4l2Ctl(EXCLUSIVE, { file: "/tmp/chunk", frames: CHUNK });
      const chunk = await Deno.readFile("/tmp/chunk");
      slate ??= chunk.slice(0, FRAME_BYTES);
      if (differs(chunk, slate)) good++;
      for (let at = 0; at < chunk.length;) at += await recorded.write(chunk.subarray(at));
    }
  });
}
