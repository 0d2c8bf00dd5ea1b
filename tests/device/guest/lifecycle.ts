/**
 * Starting, stopping and sharing a virtual camera.
 *
 * @module
 */
import { HDMI, OPEN, SECOND_WEBCAM, SPARE_EXCLUSIVE, WEBCAM } from "../conversions.ts";
import type { EndingResult, RestartResult, ScrimEnd, SharingResult } from "../results.ts";
import { recordWithV4l2Ctl, setCameraFormat, untilStreaming, watch } from "./devices.ts";
import { runScrim, type ScrimRun, startScrim } from "./scrim.ts";
import { must, type Running, start, until } from "./shell.ts";

const SIZE = { width: 320, height: 180 };
const SIZE_TEXT = `${SIZE.width}x${SIZE.height}`;

/** A camera and a virtual camera. */
export interface Way {
  readonly camera: string;
  readonly device: string;
}

/** A Scrim from one to the other. */
export function startCamera(
  { camera, device }: Way,
  { more = [], onDemand }: { readonly more?: readonly string[]; readonly onDemand?: boolean } = {},
): ScrimRun {
  const input = ["--input", camera, "--size", SIZE_TEXT, "--fps", "10"];
  return startScrim([...input, "--output", device, ...more], { onDemand });
}

/**
 * ffmpeg as another program that writes a still picture of known bytes to a device. It uses write(), after which
 * v4l2loopback 0.12.7 with exclusive_caps forgets that it takes pictures: only Scrim can be next there, which knows.
 */
export function startOtherWriter(device: string, file: string): Running {
  const input = ["-f", "rawvideo", "-pix_fmt", "yuyv422", "-s", SIZE_TEXT, "-r", "15", "-i", file];
  return start([
    ...["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", ...input],
    ...["-f", "v4l2", device],
  ]);
}

/** Records one YUYV frame of the webcam. */
export async function recordWebcam(file: string): Promise<void> {
  await setCameraFormat(WEBCAM, { ...SIZE, fourcc: "YUYV" });
  await recordWithV4l2Ctl(WEBCAM, { file, frames: 1 });
}

/** Can another program use the device now? Writes `picture` to it with ffmpeg and reads it back. */
async function usable(device: string, picture: string): Promise<boolean> {
  const writer = startOtherWriter(device, picture);
  try {
    await untilStreaming(device, writer);
    const file = `/tmp/usable${device.replaceAll("/", "_")}`;
    await recordWithV4l2Ctl(device, { file, frames: 1, skip: 2 });
    const [wrote, read] = await Promise.all([
      must(["sha256sum", picture]),
      must(["sha256sum", file]),
    ]);
    return wrote.slice(0, 64) === read.slice(0, 64);
  } finally {
    writer.kill("SIGKILL");
    await writer.finished;
  }
}

/** Ends Scrim by its frame count, a signal or force; then another program uses the device. */
export async function ending(
  how: "frames" | "SIGTERM" | "SIGINT" | "SIGKILL",
  options: Way & { readonly picture: string },
): Promise<EndingResult> {
  const { device, picture } = options;
  let end: ScrimEnd;
  if (how === "frames") {
    end = await startCamera(options, { more: ["--frames", "30", "--stats=json"] }).end;
  } else {
    const scrim = startCamera(options);
    await untilStreaming(device, scrim.process);
    end = await scrim.stop(how);
  }
  return { how, device, scrim: end, usable: await usable(device, picture) };
}

/** Frames of the second run that are enough. */
const SEEN_AGAIN = 20;

/** A viewer that waits before Scrim starts and stays while Scrim is started a second time. */
export async function viewerStays(way: Way): Promise<RestartResult> {
  const file = `/tmp/viewer${way.device.slice(-2)}`;
  const viewer = watch(way.device, { frames: 1_000_000, holdMs: 0, newer: 0, file });
  const lines = async (): Promise<number> => (await Deno.readTextFile(file)).split("\n").length - 1;
  const untilMore = (than: number, running: Running): Promise<void> =>
    until("the viewer's frames", async () => await lines() > than, { running });
  try {
    const first = startCamera(way, { more: ["--frames", "25"] });
    const firstEnd = await first.end;
    const inFirst = await lines();
    const waiting = !viewer.ended;
    const second = startCamera(way);
    await untilMore(inFirst + SEEN_AGAIN, viewer);
    const secondEnd = await second.stop();
    const inSecond = await lines() - inFirst;
    return { device: way.device, first: firstEnd, waiting, second: secondEnd, inFirst, inSecond };
  } finally {
    viewer.kill("SIGKILL");
    await viewer.finished;
  }
}

/** Devices that Scrim must refuse, or leave alone. */
export async function sharing(picture: string): Promise<SharingResult> {
  const other = startOtherWriter(SPARE_EXCLUSIVE, picture);
  try {
    await untilStreaming(SPARE_EXCLUSIVE, other);
    const few = ["--frames", "5"];
    // The same size and format, so that the driver sees no reason to refuse: 0.12.7 takes a second writer.
    const busy = { camera: WEBCAM, device: SPARE_EXCLUSIVE };
    const toBusy = await startCamera(busy, { more: ["--output-format", "yuyv", ...few] }).end;
    await recordWithV4l2Ctl(SPARE_EXCLUSIVE, { file: "/tmp/still", frames: 1, skip: 2 });
    const [wrote, read, toCamera, toNothing, fromNothing, fromIdleLoopback] = await Promise.all([
      must(["sha256sum", picture]),
      must(["sha256sum", "/tmp/still"]),
      runScrim(["--input", WEBCAM, "--output", SECOND_WEBCAM, ...few]),
      runScrim(["--input", HDMI, "--output", "/dev/video99", ...few]),
      runScrim(["--input", "/dev/video99", "--output", "none", ...few]),
      runScrim(["--input", OPEN, "--output", "none", ...few]),
    ]);
    const otherUndisturbed = wrote.slice(0, 64) === read.slice(0, 64);
    return { toBusy, otherUndisturbed, toCamera, toNothing, fromNothing, fromIdleLoopback };
  } finally {
    other.kill("SIGKILL");
    await other.finished;
  }
}
