/** Did the pictures of cameras that compress come through? @module */
import assert from "node:assert/strict";
import { compare } from "./pictures.ts";
import type { ScrimEnd } from "./results.ts";

async function ffmpeg(format: string, ...args: readonly string[]): Promise<Uint8Array> {
  const out = ["-pix_fmt", format, "-f", "rawvideo", "-"];
  const command = new Deno.Command("ffmpeg", { args: ["-v", "error", ...args, ...out] });
  const { success, stdout, stderr } = await command.output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return stdout;
}

/** Every frame is the whole picture as ffmpeg decodes it; those that were cut off are counted. */
export async function judgeMotionJpeg(scrim: ScrimEnd, stem: string): Promise<void> {
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.match(scrim.stderr, /gives MJPG; libturbojpeg decodes/);
  assert.match(scrim.stderr, /sends broken pictures \(.*premature end/);
  const stats = JSON.parse(scrim.stdout);
  assert.deepEqual([stats.frames.out, stats.frames.failed], [6, 0]);
  assert.ok(stats.frames.dropped >= 1, `${stats.frames.dropped} dropped`);
  const wanted = await ffmpeg(
    "yuvj420p",
    "-i",
    `${stem}1.jpg`,
    "-vf",
    "scale=flags=area+accurate_rnd",
  );
  const frames = await ffmpeg("yuvj420p", "-i", `${stem}.y4m`);
  assert.equal(frames.length, 6 * wanted.length);
  for (let at = 0; at < frames.length; at += wanted.length) {
    const { most, beyond, first } = compare(frames.subarray(at, at + wanted.length), wanted, 3);
    assert.equal(beyond, 0, `${beyond} bytes differ, by up to ${most}: ${first}`);
  }
}

/** The bars, as well as the encoder kept them. */
export async function judgeH264(scrim: ScrimEnd, film: string): Promise<void> {
  assert.equal(scrim.code, 0, scrim.stderr);
  assert.match(scrim.stderr, /sends H264 only; ffmpeg decodes it/);
  const bars = ["-f", "lavfi", "-i", "smptehdbars=size=320x180:rate=15", "-frames:v", "1"];
  const wanted = await ffmpeg("yuv420p", ...bars);
  const frames = await ffmpeg("yuv420p", "-i", film);
  assert.equal(frames.length, 4 * wanted.length);
  for (let at = 0; at < frames.length; at += wanted.length) {
    const frame = frames.subarray(at, at + wanted.length);
    const off = frame.reduce((sum, byte, i) => sum + Math.abs(byte - wanted[i]), 0) / frame.length;
    assert.ok(off < 2, `off by ${off.toFixed(2)} in the mean`);
  }
}
