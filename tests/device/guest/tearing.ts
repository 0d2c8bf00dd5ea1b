/**
 * Does a viewer ever see a buffer that is being written? Solid frames, each of its own colour, and a slow viewer.
 *
 * @module
 */
import { SOLID_SIZE, solidColor } from "../solid.ts";
import type { WatchedFrame, WatchResult } from "../results.ts";
import { recordWithV4l2Ctl, untilStreaming, type Watch, watch, writeNaively } from "./devices.ts";
import { during, startScrim } from "./scrim.ts";
import { must } from "./shell.ts";
import { untilNoSlate } from "./viewer.ts";

const { width: WIDTH, height: HEIGHT } = SOLID_SIZE;
/** More than any viewer takes; Scrim is ended before they are over. */
const SOLID_FRAMES = 800;

/** Writes a Y4M file of solid frames, frame n in the n-th colour. */
async function writeSolidFrames(
  path: string,
  options: { frames: number; fps: number },
): Promise<void> {
  using file = await Deno.create(path);
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  const text = new TextEncoder();
  await put(text.encode(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${options.fps}:1 Ip A1:1 C420mpeg2\n`));
  const luma = WIDTH * HEIGHT, chroma = luma / 4;
  const picture = new Uint8Array(luma + 2 * chroma);
  for (let n = 0; n < options.frames; n++) {
    const [y, u, v] = solidColor(n);
    picture.fill(y, 0, luma).fill(u, luma, luma + chroma).fill(v, luma + chroma);
    await put(text.encode("FRAME\n"));
    await put(picture);
  }
}

function parse(lines: string): WatchedFrame[] {
  return lines.trim().split("\n").map((line) => {
    const [first, changed, mixed, fair] = line.split(" ");
    return { first, changed: changed === "1", mixed: Number(mixed), fair: fair === "1" };
  });
}

/** What to try. */
export interface TearingOptions extends Watch {
  readonly device: string;
  /** `max_buffers` of the loaded module. */
  readonly buffers: number;
  readonly fps: number;
}

/** The writer that is known to tear, to see that the viewer notices. */
export async function watchNaiveWriter(options: TearingOptions): Promise<WatchResult> {
  const { device, fps, buffers } = options;
  const viewer = watch(device, options);
  const periodMs = Math.round(1000 / fps);
  const endless = { width: WIDTH, height: HEIGHT, frames: 1_000_000, periodMs };
  const writer = writeNaively(device, endless);
  const seen = await viewer.finished;
  writer.kill("SIGKILL");
  await writer.finished;
  if (seen.code !== 0) throw new Error(seen.stderr);
  return { frames: parse(seen.stdout), buffers, fps };
}

/** Scrim, playing a file of solid frames. */
export async function watchScrim(options: TearingOptions): Promise<WatchResult> {
  const { device, fps, buffers } = options;
  const file = "/tmp/solid.y4m";
  await writeSolidFrames(file, { frames: SOLID_FRAMES, fps });
  const scrim = startScrim(["--input", file, "--output", device, "--output-format", "yuyv"]);
  let seen = "", told = "";
  const end = await during(scrim, async () => {
    await untilStreaming(device, scrim.process);
    // Who comes before the first picture may be given a buffer that nobody has written, see the README.
    const begin = { file: "/tmp/solid.begin", frames: 1 };
    await untilNoSlate(begin, () => recordWithV4l2Ctl(device, begin));
    told = await must(["v4l2-ctl", "-d", device, "--get-fmt-video", "--get-parm"]);
    const viewer = await watch(device, { ...options, fair: true }).finished;
    if (viewer.code !== 0) throw new Error(viewer.stderr);
    seen = viewer.stdout;
  });
  await Deno.remove(file);
  return { frames: parse(seen), buffers, fps, told, scrim: end };
}
