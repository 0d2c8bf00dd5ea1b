import assert from "node:assert/strict";
import { openVideo } from "../../../../core/io/ffmpeg/video_source.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { temporaryFolder } from "../../../folders.ts";
import { decoded, makeClip, probed, pulled, request } from "./clips.ts";

const X264 = "-c:v libx264 -pix_fmt yuv420p";
const FULL = "-c:v libx264 -pix_fmt yuvj420p -color_range pc -colorspace smpte170m";

/** What ffmpeg reads, and how Scrim must name its colours. */
const FILMS: readonly {
  name: string;
  options: string;
  size?: string;
  color?: string;
  /** How ffmpeg is to decode it, to compare with. */
  how?: string;
}[] = [
  { name: "h264.mp4", options: X264 },
  { name: "bt709.mp4", options: `${X264} -colorspace bt709`, color: "bt709 limited" },
  { name: "bt601.mp4", options: `${X264} -colorspace smpte170m`, size: "64x800" },
  { name: "full.mp4", options: FULL, color: "bt601 full", how: "-pix_fmt yuvj420p" },
  { name: "hd.mkv", options: X264, size: "32x720", color: "bt709 limited" },
  { name: "vp9.webm", options: "-c:v libvpx-vp9 -deadline realtime -pix_fmt yuv420p" },
  { name: "mjpeg.avi", options: "-c:v mjpeg", color: "bt601 full", how: "-pix_fmt yuvj420p" },
  { name: "flash.flv", options: X264 },
  { name: "odd.mkv", options: "-c:v ffv1 -pix_fmt yuv420p", size: "33x17" },
  { name: "chroma.mkv", options: "-c:v ffv1 -pix_fmt yuv444p", size: "33x17" },
  { name: "deep.mkv", options: "-c:v ffv1 -pix_fmt yuv420p10le" },
  { name: "colours.gif", options: "-r 10" },
  { name: "rgb.mkv", options: "-c:v ffv1 -pix_fmt bgr0" },
  { name: "grey.mkv", options: "-c:v ffv1 -pix_fmt gray" },
  { name: "-dash first.mp4", options: X264 },
  { name: "concat:a|b.mp4", options: X264 },
];

for (const { name, options, size, color = "bt601 limited", how } of FILMS) {
  ffmpegTest(`openVideo gives ffmpeg's frames of ${name} byte for byte`, async () => {
    await using folder = await temporaryFolder();
    const made = await makeClip(`${folder.path}/made.${name.split(".").pop()}`, options, { size });
    const wanted = await decoded(made, how);
    const path = `${folder.path}/${name}`;
    await Deno.rename(made, path);
    await using source = await openVideo(path, request());
    const { info } = source;
    assert.equal(`${info.color.matrix} ${info.color.range}`, color);
    assert.deepEqual([info.layout, info.live, info.description], ["i420", false, path]);
    const [width, height] = (size ?? "64x48").split("x").map(Number);
    assert.deepEqual([info.width, info.height], [width, height]);
    const { bytes, sequences } = await pulled(source);
    assert.ok(sequences.length >= 4, `${sequences.length} frames`);
    assert.deepEqual(sequences, sequences.map((_, index) => index));
    assert.deepEqual(bytes, new Uint8Array(wanted));
    assert.equal(source.dropped, 0);
  });
}

ffmpegTest(
  "openVideo reads a file whose name begins with a dash, in the current folder",
  async () => {
    await using folder = await temporaryFolder();
    const made = await makeClip(`${folder.path}/a.mp4`, X264);
    await Deno.rename(made, `${folder.path}/-i.mp4`);
    const before = Deno.cwd();
    Deno.chdir(folder.path);
    try {
      await using source = await openVideo("-i.mp4", request());
      assert.equal((await pulled(source)).sequences.length, 12);
    } finally {
      Deno.chdir(before);
    }
  },
);

for (
  const [rate, fps] of [["30000/1001", 29.97], ["25", 25], ["12.5", 12.5], ["60", 60]] as const
) {
  ffmpegTest(`openVideo says the rate of ${rate} frames a second`, async () => {
    await using folder = await temporaryFolder();
    const path = await makeClip(`${folder.path}/a.mkv`, X264, { rate, seconds: "1" });
    await using source = await openVideo(path, request());
    assert.ok(Math.abs(source.info.fps - fps) < 0.001, `${source.info.fps}`);
    const { sequences } = await pulled(source);
    assert.equal(sequences.length, Number((await probed(path)).nb_read_frames));
  });
}

ffmpegTest("openVideo gives every frame of a varying rate at its time", async () => {
  await using folder = await temporaryFolder();
  // 30 frames of the first second, every third one of the next two: 50 frames in 3 seconds.
  const path = await makeClip(`${folder.path}/a.mp4`, `${X264} -vsync vfr`, {
    seconds: "3",
    filters: "select=lt(n\\,30)+not(mod(n\\,3))",
  });
  await using source = await openVideo(path, request());
  const wanted = Array.from({ length: 50 }, (_, n) => (n < 30 ? n : 30 + 3 * (n - 30)) / 30);
  const got: number[] = [];
  const { signal } = new AbortController();
  for (let one = await source.next(signal); one; one = await source.next(signal)) {
    got.push(one.timestampMs / 1000);
    one.release();
  }
  assert.equal(got.length, wanted.length);
  assert.ok(got.every((time, n) => Math.abs(time - wanted[n]) < 1e-4), `${got}`);
});

ffmpegTest("openVideo gives as many frames a second as are wanted", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mp4`, X264, { seconds: "1" });
  await using source = await openVideo(path, request({ fps: 10 }));
  assert.equal(source.info.fps, 10);
  assert.deepEqual((await pulled(source)).bytes, new Uint8Array(await decoded(path, "-vf fps=10")));
});

ffmpegTest("openVideo scales to cover a size and cuts off the rest", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mkv`, "-c:v ffv1 -pix_fmt yuv420p", {
    size: "96x48",
  });
  await using source = await openVideo(path, request({ size: { width: 32, height: 32 } }));
  assert.deepEqual([source.info.width, source.info.height], [32, 32]);
  const wanted = await decoded(path, "-vf scale=64:32,crop=32:32");
  assert.deepEqual((await pulled(source)).bytes, new Uint8Array(wanted));
});

ffmpegTest("openVideo turns what a phone filmed upright", async () => {
  await using folder = await temporaryFolder();
  const lying = await makeClip(`${folder.path}/lying.mp4`, X264);
  const path = `${folder.path}/upright.mp4`;
  await ffmpeg(`-i ${lying} -c copy -metadata:s:v:0 rotate=90 ${path}`);
  await using source = await openVideo(path, request());
  assert.deepEqual([source.info.width, source.info.height], [48, 64]);
  assert.deepEqual((await pulled(source)).bytes, new Uint8Array(await decoded(path)));
});

ffmpegTest("openVideo makes pixels square", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mkv`, "-c:v ffv1 -pix_fmt yuv420p", {
    filters: "setsar=4/3",
  });
  await using source = await openVideo(path, request());
  assert.deepEqual([source.info.width, source.info.height], [86, 48]);
  const wanted = await decoded(path, "-vf scale=86:48");
  assert.deepEqual((await pulled(source)).bytes, new Uint8Array(wanted));
});

ffmpegTest("openVideo converts colours that Scrim does not know", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(
    `${folder.path}/a.mkv`,
    "-c:v ffv1 -pix_fmt yuv420p -colorspace bt2020nc -color_range tv",
  );
  await using source = await openVideo(path, request());
  assert.deepEqual(source.info.color, { matrix: "bt709", range: "limited" });
  const how = "-vf scale=in_color_matrix=bt2020:out_color_matrix=bt709 -pix_fmt yuv420p";
  const wanted = await decoded(path, how);
  const { bytes } = await pulled(source);
  assert.notDeepEqual(bytes, new Uint8Array(await decoded(path)), "they were converted");
  assert.deepEqual(bytes, new Uint8Array(wanted));
});

ffmpegTest(
  "openVideo leaves sound and cover pictures out, and says so where a file could have it",
  async () => {
    await using folder = await temporaryFolder();
    const silent = await makeClip(`${folder.path}/a.mp4`, X264);
    const path = `${folder.path}/b.mp4`;
    await ffmpeg(`-i ${silent} -f lavfi -i sine=duration=0.4 -c:v copy -c:a aac ${path}`);
    const quiet = request();
    await using _source = await openVideo(path, quiet);
    assert.deepEqual(quiet.log.lines, []);
    const told = request({ sound: true });
    await using source = await openVideo(path, told);
    assert.match(told.log.lines.join(), /b\.mp4": its sound is left out/);
    assert.deepEqual((await pulled(source)).bytes, new Uint8Array(await decoded(silent)));
  },
);
