/**
 * The guest's devices: loading drivers, setting up the test picture, reading frames with programs that are not Scrim.
 *
 * @module
 */
import { bytesPerPixel, type CameraFormat, HDMI, SECOND_WEBCAM, WEBCAM } from "../conversions.ts";
import { type Finished, must, run, type Running, start, until } from "./shell.ts";

export const BUSYBOX = "/run/guest/bin/busybox";
/** Our own tools, see build.sh. */
export const TOOLS = "/run/guest/tools";

function modprobe(...command: string[]): Promise<string> {
  return must(["chroot", "/run/guest", "/bin/modprobe", ...command]);
}

/**
 * Loads vivid: a webcam, an HDMI receiver and another webcam, without memory-to-memory or output nodes. The other webcam
 * leaves it to the program whether its buffers are cached.
 */
export async function loadVivid(): Promise<void> {
  const three =
    "node_types=1,1,1 num_inputs=1,1,1 input_types=0,3,0 allocators=0,0,0 cache_hints=0,0,1";
  await modprobe("vivid", "n_devs=3", "vid_cap_nr=20,21,22", ...three.split(" "));
  await setUpVivid();
}

/** The test picture, and frames that are filled by it. */
export async function setUpVivid(): Promise<void> {
  // With composing, a larger format would keep the picture small, in a corner of the frame.
  await setControls(HDMI, "enable_capture_composing=0,enable_capture_cropping=0");
  for (const camera of [WEBCAM, HDMI, SECOND_WEBCAM]) await setControls(camera, PICTURE);
}

/**
 * A still picture whose pixels are known: 8x8 squares of 8 colours, no text. Saturation, contrast and hue are moved off
 * their defaults so that the values are not the round ones of pure colours.
 */
const PICTURE = "test_pattern=4,osd_text_mode=2,contrast=110,saturation=90,hue=20";

async function setControls(camera: string, controls: string): Promise<void> {
  await must(["v4l2-ctl", "-d", camera, "--set-ctrl", controls]);
}

/** The module file of a v4l2loopback version. */
function loopbackModule(version: string): string {
  return `/run/guest/loopback/${version}.ko`;
}

/** The versions of v4l2loopback that this guest has, oldest first. */
export function loopbackVersions(): string[] {
  return [...Deno.readDirSync("/run/guest/loopback")].map((file) => file.name.replace(/\.ko$/, ""))
    .sort();
}

/** Loads v4l2loopback with four devices, 10 to 13, alternately with exclusive capabilities and without. */
export async function loadLoopback(
  version: string,
  options: { maxBuffers?: number },
): Promise<void> {
  await modprobe("videodev");
  const buffers = options.maxBuffers ? [`max_buffers=${options.maxBuffers}`] : [];
  await must([
    BUSYBOX,
    "insmod",
    loopbackModule(version),
    "devices=4",
    "video_nr=10,11,12,13",
    "exclusive_caps=1,0,1,0",
    // The kernel splits parameters at spaces unless they are quoted.
    'card_label="Virtual A,Virtual B,Virtual C,Virtual D"',
    ...buffers,
  ]);
}

/** Unloads it; fails while anybody holds a device. */
export async function unloadLoopback(): Promise<void> {
  const { code, stderr } = await tryUnloadLoopback();
  if (code !== 0) throw new Error(stderr);
}

/** The same, and what came of it. */
export function tryUnloadLoopback(): Promise<Finished> {
  return run([BUSYBOX, "rmmod", "v4l2loopback"]);
}

/** Sets a vivid device to a format without row padding. */
export async function setCameraFormat(
  camera: string,
  format: { width: number; height: number; fourcc: CameraFormat },
): Promise<void> {
  const { width, height, fourcc } = format;
  const wanted = `width=${width},height=${height},pixelformat=${fourcc}`;
  await must([
    "v4l2-ctl",
    "-d",
    camera,
    `--set-fmt-video=${wanted},bytesperline=${width * bytesPerPixel(fourcc)}`,
  ]);
}

/** Records frames with v4l2-ctl's mmap streaming. */
export async function recordWithV4l2Ctl(
  device: string,
  options: { file: string; frames: number; skip?: number },
): Promise<void> {
  const { file, frames, skip = 0 } = options;
  await must([
    "v4l2-ctl",
    "-d",
    device,
    "--stream-mmap",
    `--stream-skip=${skip}`,
    `--stream-count=${frames}`,
    `--stream-to=${file}`,
  ]);
}

/** Records frames with ffmpeg, bytes untouched. */
export async function recordWithFfmpeg(
  device: string,
  options: { file: string; frames: number; skip?: number },
): Promise<void> {
  const { file, frames, skip = 0 } = options;
  const count = String(skip + frames);
  const temporary = `${file}.all`;
  const read = ["-f", "v4l2", "-i", device, "-frames:v", count, "-c", "copy", "-f", "rawvideo"];
  await must(["ffmpeg", "-v", "error", "-nostdin", "-y", ...read, temporary]);
  const all = await Deno.readFile(temporary);
  await Deno.writeFile(file, all.subarray((all.length / (skip + frames)) * skip));
  await Deno.remove(temporary);
}

/** Waits until a program writes to a loopback device; asks sysfs, so the device is not touched. */
export function untilStreaming(device: string, writer?: Running): Promise<void> {
  const folder = `/sys/class/video4linux/${device.slice("/dev/".length)}`;
  return until(`a writer on ${device}`, async () => {
    // From 0.13 on there is `state`; before that, `format` is empty until a writer streams.
    const [state, format] = await Promise.all([read(`${folder}/state`), read(`${folder}/format`)]);
    return state === null ? Boolean(format) : state === "capture";
  }, { running: writer });
}

async function read(path: string): Promise<string | null> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** What a device says its capture format is. */
export function captureFormat(device: string): Promise<string> {
  return must(["v4l2-ctl", "-d", device, "--get-fmt-video"]);
}

/** How the viewer looks at buffers, see frame_watch.c. */
export interface Watch {
  readonly frames: number;
  readonly holdMs: number;
  readonly newer: number;
  readonly fair?: boolean;
  /** Where its lines go, so that they can be counted while it runs. Default: its output. */
  readonly file?: string;
}

/** Starts the viewer that looks at every buffer twice. */
export function watch(device: string, options: Watch): Running {
  const { frames, holdMs, newer, fair, file } = options;
  const numbers = [frames, holdMs, newer].map(String);
  const command = [`${TOOLS}/frame_watch`, device, ...numbers, ...(fair ? ["fair"] : [])];
  return start(
    file ? ["sh", "-c", 'f=$1; shift; exec "$@" > "$f"', "sh", file, ...command] : command,
  );
}

/** Starts the writer that is known to tear. */
export function writeNaively(
  device: string,
  options: { width: number; height: number; frames: number; periodMs: number },
): Running {
  const { width, height, frames, periodMs } = options;
  return start([`${TOOLS}/naive_writer`, device, ...[width, height, frames, periodMs].map(String)]);
}
