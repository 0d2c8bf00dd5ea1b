/**
 * Programs that read what Scrim writes, each in its own way, one after the other.
 *
 * @module
 */
import {
  type CrowdResult,
  READ_FPS,
  READ_FRAMES as FRAMES,
  type ReaderResult,
  type ReadersResult,
} from "../results.ts";
import { captureFormat, recordWithV4l2Ctl, TOOLS, untilStreaming } from "./devices.ts";
import type { Way } from "./lifecycle.ts";
import { during, type ScrimRun, startScrim } from "./scrim.ts";
import { run } from "./shell.ts";
import { FRAME, isSlate, untilNoSlate, Viewer } from "./viewer.ts";

/** A Scrim that writes YUYV, slowly, so that an emulated processor and its readers keep up. */
export function startSlowly({ camera, device }: Way): ScrimRun {
  return startScrim([
    ...["--input", camera, "--size", "320x180", "--fps", `${READ_FPS}`],
    ...["--output", device, "--output-format", "yuyv"],
  ]);
}

/** The programs. Each writes frames of 115200 bytes of YUYV to `file`, and says its size, its rate and when frames came. */
const COMMANDS: Readonly<Record<string, (device: string, file: string) => readonly string[]>> = {
  "v4l2-ctl": (device, file) => [
    ...["v4l2-ctl", "-d", device, "--get-fmt-video", "--get-parm", "--verbose"],
    ...["--stream-mmap", `--stream-count=${FRAMES}`, `--stream-to=${file}`],
  ],
  ffmpeg: (device, file) => [
    ...["ffmpeg", "-hide_banner", "-nostdin", "-y", "-f", "v4l2", "-i", device],
    ...["-frames:v", `${FRAMES}`, "-c", "copy", "-f", "rawvideo", file],
    ...["-frames:v", `${FRAMES}`, "-c", "copy", "-f", "framecrc", "-"],
  ],
  gstreamer: (device, file) => [
    ...["gst-launch-1.0", "-v", "v4l2src", `device=${device}`, `num-buffers=${FRAMES}`],
    ...["!", "identity", "silent=false", "!", "filesink", `location=${file}`],
  ],
  obs: (device, file) => [
    ...[`${TOOLS}/obs_reader`, `${TOOLS}/linux-v4l2.so`, device, `${FRAMES}`, file],
  ],
};

async function readOnce(program: string, device: string, file: string): Promise<ReaderResult> {
  const { code, stdout, stderr } = await run(COMMANDS[program](device, file));
  return { program, code, stdout, stderr };
}

/** Again, when it ended while the emulated processor stalled and Scrim showed its slate. */
async function read(program: string, device: string, file: string): Promise<ReaderResult> {
  let result: ReaderResult;
  do {
    result = await readOnce(program, device, file);
  } while (result.code === 0 && isSlate((await Deno.readFile(file)).subarray(-FRAME)));
  return result;
}

/** One program reads, and another one meanwhile. */
async function crowd(device: string, stem: string): Promise<CrowdResult> {
  let second: ReaderResult, firstGoesOn: boolean;
  {
    await using first = new Viewer(device);
    await first.more(1);
    second = await readOnce("v4l2-ctl", device, `${stem}.second`);
    firstGoesOn = await first.more(5).then(() => true, () => false);
  }
  return { firstGoesOn, second, after: await read("v4l2-ctl", device, `${stem}.after`) };
}

/** Scrim writes the webcam's still picture at 10 frames a second; all readers join late. The files are STEM.PROGRAM. */
export async function readers(way: Way, stem: string): Promise<ReadersResult> {
  const scrim = startSlowly(way);
  const results: ReaderResult[] = [];
  let format = "";
  const crowds: CrowdResult[] = [];
  const end = await during(scrim, async () => {
    await untilStreaming(way.device, scrim.process);
    const begin = { file: `${stem}.begin`, frames: 1 };
    await untilNoSlate(begin, () => recordWithV4l2Ctl(way.device, begin));
    format = await captureFormat(way.device);
    for (const program of Object.keys(COMMANDS)) {
      results.push(await read(program, way.device, `${stem}.${program}`));
    }
    crowds.push(await crowd(way.device, stem));
  });
  return { scrim: end, format, readers: results, crowd: crowds[0] };
}
