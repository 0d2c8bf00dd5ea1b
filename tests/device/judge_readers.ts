/** Did every program read the picture, the size and the rate that Scrim wrote? @module */
import assert from "node:assert/strict";
import { compare } from "./pictures.ts";
import {
  type BrowserResult,
  type CrowdResult,
  READ_FPS,
  READ_FRAMES as FRAMES,
  type ReaderResult,
  type ReadersResult,
} from "./results.ts";

const WIDTH = 320, HEIGHT = 180;
const BYTES = WIDTH * HEIGHT * 2; // YUYV

/** What a program said of the stream, and the seconds at which frames came. */
interface Told {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** `null` where the program does not say. */
  readonly fps: number | null;
  readonly seconds: readonly number[];
}

function first(text: string, pattern: RegExp): string {
  const found = pattern.exec(text);
  assert.ok(found, `no ${pattern} in ${text}`);
  return found[1];
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((found) => found[1]);
}

/** Hours, minutes and seconds as GStreamer writes them. */
function clock(text: string): number {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

const TOLD: Readonly<Record<string, (said: ReaderResult) => Told>> = {
  "v4l2-ctl": ({ stdout, stderr }) => ({
    width: Number(first(stdout, /Width\/Height\s*: (\d+)\//)),
    height: Number(first(stdout, /Width\/Height\s*: \d+\/(\d+)/)),
    format: first(stdout, /Pixel Format\s*: '(\w+)'/),
    fps: Number(first(stdout, /Frames per second: ([\d.]+)/)),
    seconds: all(stdout + stderr, /cap dqbuf: .* ts: ([\d.]+)/g).map(Number),
  }),
  ffmpeg: ({ stdout, stderr }) => ({
    width: Number(first(stderr, /Video: rawvideo .*, (\d+)x\d+/)),
    height: Number(first(stderr, /Video: rawvideo .*, \d+x(\d+)/)),
    format: first(stderr, /Video: rawvideo \((\w+)/),
    fps: Number(first(stderr, /, ([\d.]+) fps/)),
    // In units of its time base, 1/1000000.
    seconds: all(stdout, /^0,\s*(-?\d+),/gm).map((time) => Number(time) / 1e6),
  }),
  gstreamer: ({ stdout }) => ({
    width: Number(first(stdout, /caps = video\/x-raw, .*width=\(int\)(\d+)/)),
    height: Number(first(stdout, /caps = video\/x-raw, .*height=\(int\)(\d+)/)),
    format: first(stdout, /caps = video\/x-raw, format=\(string\)(\w+)/),
    fps: Number(first(stdout, /framerate=\(fraction\)(\d+)\/1\b/)),
    seconds: all(stdout, /chain .*, pts: ([\d:.]+)/g).map(clock),
  }),
  obs: ({ stdout, stderr }) => ({
    width: Number(first(stdout, /^(\d+) \d+ \d+ \w+$/m)),
    height: Number(first(stdout, /^\d+ (\d+) \d+ \w+$/m)),
    format: first(stdout, /^\d+ \d+ \d+ (\w+)$/m),
    fps: Number(first(stdout + stderr, /Framerate: ([\d.]+) fps/)),
    seconds: all(stdout, /^(\d+\.\d+)$/gm).map(Number),
  }),
};

/** The names that programs have for the format of Y, U, Y, V. */
const NAMES = ["YUYV", "YUY2"];

/** Time goes on from frame to frame. How fast is the emulated processor's affair; the rate that a program is told is judged. */
function judgeOrder(seconds: readonly number[], who: string): void {
  const back = seconds.findIndex((second, i) => i > 0 && second <= seconds[i - 1]);
  assert.equal(back, -1, `${who}: frame ${back} is not later than the one before: ${seconds}`);
}

/** Grey and dark: what Scrim shows while the emulated processor stalls, as it should. */
function isSlate(yuyv: Uint8Array): boolean {
  return yuyv.every((byte, i) => i % 2 === 0 ? byte < 130 : byte === 128);
}

/** What was read, where and when. */
export interface Read {
  readonly version: string;
  /** The files' names begin so. */
  readonly stem: string;
  readonly picture: Uint8Array;
}

/** Only 0.12 hands the picture that was published last to a reader that joins. */
function mayBeginEmpty(version: string): boolean {
  return version !== "0.12.7";
}

async function judgeReader(
  said: ReaderResult,
  file: string,
  { version, picture }: Read,
): Promise<void> {
  const { program, code, stdout, stderr } = said;
  assert.equal(code, 0, `${program}: ${stderr}${stdout}`);
  const { width, height, format, fps, seconds } = TOLD[program](said);
  assert.deepEqual([width, height, fps], [WIDTH, HEIGHT, READ_FPS], program);
  assert.ok(NAMES.includes(format), `${program} reads ${format}`);
  assert.equal(seconds.length, FRAMES, `${program}: times of frames in ${stdout}${stderr}`);
  judgeOrder(seconds, program);
  const frames = await Deno.readFile(file);
  // obs_reader keeps the last frame only.
  assert.equal(frames.length, (program === "obs" ? 1 : FRAMES) * BYTES, `${program}: bytes`);
  assert.ok(!isSlate(frames.subarray(-BYTES)), `${program} saw no picture at the end`);
  for (let at = 0; at < frames.length; at += BYTES) {
    const frame = frames.subarray(at, at + BYTES);
    if (isSlate(frame)) continue;
    if (at === 0 && mayBeginEmpty(version) && frame.every((byte) => byte === 0)) continue;
    const { beyond, first } = compare(frame, picture, 0);
    assert.equal(beyond, 0, `${program}, frame ${at / BYTES}: ${beyond} bytes differ: ${first}`);
  }
}

/** Every reader, from its first frame on, sees the camera's own bytes. */
export async function judgeReaders(
  { scrim, readers }: ReadersResult,
  read: Read,
): Promise<void> {
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.equal(readers.length, Object.keys(TOLD).length);
  for (const said of readers) await judgeReader(said, `${read.stem}.${said.program}`, read);
}

/** From 0.13 on the driver has room for one reader; the other is turned away, and neither Scrim nor the first notices. */
export async function judgeCrowd(
  { firstGoesOn, second, after }: CrowdResult,
  read: Read,
): Promise<void> {
  if (read.version !== "0.12.7") {
    assert.ok(firstGoesOn, "the first reader was given no more frames");
    assert.match(second.stdout + second.stderr, /Device or resource busy/);
  }
  await judgeReader(after, `${read.stem}.after`, read);
}

/** R, G and B of limited BT.601, as the webcam of the guest has it. */
function rgb([y, u, v]: readonly [number, number, number]): number[] {
  const luma = (255 / 219) * (y - 16),
    blue = (255 / 224) * (u - 128),
    red = (255 / 224) * (v - 128);
  return [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue]
    .map((value) => Math.max(0, Math.min(255, Math.round(value))));
}

/** The page saw the picture's colours, size and rate; the browser offers the loopback that only captures. */
export function judgeBrowser(result: BrowserResult, picture: Uint8Array): void {
  const { scrim, cameras, width, height, frameRate, times, colors } = result;
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.ok(cameras.some((name) => name.startsWith("Virtual C")), cameras.join(", "));
  assert.deepEqual([width, height], [WIDTH, HEIGHT]);
  assert.equal(Math.round(frameRate), READ_FPS);
  judgeOrder(times, "the browser");
  assert.equal(colors.length, 64);
  for (const [square, color] of colors.entries()) {
    const x = Math.floor((((square % 8) + 0.5) * WIDTH) / 8) & ~1;
    const y = Math.floor(((Math.floor(square / 8) + 0.5) * HEIGHT) / 8);
    const at = 2 * (y * WIDTH + x);
    const wanted = rgb([picture[at], picture[at + 1], picture[at + 3]]);
    // Products are rounded in another order than ours.
    const off = Math.max(...wanted.map((value, i) => Math.abs(value - color[i])));
    assert.ok(off <= 3, `square ${square} is ${color} and not ${wanted}`);
  }
}
