/**
 * Cameras that send compressed pictures, played by ffmpeg on a loopback device.
 *
 * @module
 */
import { SPARE_OPEN } from "../conversions.ts";
import type { ScrimEnd } from "../results.ts";
import { untilStreaming } from "./devices.ts";
import { runScrim } from "./scrim.ts";
import { must, start } from "./shell.ts";

const FFMPEG = ["ffmpeg", "-v", "error", "-y"];
const BARS = ["-f", "lavfi", "-i", "smptehdbars=size=640x360:rate=15"];
const SMALL_BARS = ["-f", "lavfi", "-i", "smptehdbars=size=320x180:rate=15"];

async function throughScrim(
  writer: readonly string[],
  { film, frames }: { film: string; frames: number },
): Promise<ScrimEnd> {
  const camera = start([...FFMPEG, "-re", ...writer, "-f", "v4l2", SPARE_OPEN]);
  try {
    await untilStreaming(SPARE_OPEN, camera);
    const output = ["--output", film, "--frames", `${frames}`, "--stats=json", "--verbose"];
    return await runScrim(["--input", SPARE_OPEN, ...output]);
  } finally {
    camera.kill("SIGKILL");
    await camera.finished;
  }
}

/** Motion JPEG, 4:2:2 as webcams send it; every other picture lacks its second half. The whole one is STEM1.jpg. */
export async function motionJpeg(stem: string): Promise<ScrimEnd> {
  const whole = `${stem}1.jpg`;
  await must([...FFMPEG, ...BARS, "-frames:v", "1", "-q:v", "3", "-pix_fmt", "yuvj422p", whole]);
  const bytes = await Deno.readFile(whole);
  await Deno.writeFile(`${stem}2.jpg`, bytes.subarray(0, bytes.length / 2));
  const writer = ["-loop", "1", "-framerate", "15", "-i", `${stem}%d.jpg`, "-c:v", "copy"];
  return await throughScrim(writer, { film: `${stem}.y4m`, frames: 6 });
}

/** H.264 and nothing else. */
export async function h264(film: string): Promise<ScrimEnd> {
  const encoder = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "8"];
  const writer = [...SMALL_BARS, ...encoder, "-pix_fmt", "yuv420p"];
  return await throughScrim(writer, { film, frames: 4 });
}
