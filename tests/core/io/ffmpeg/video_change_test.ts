/** Films that change size or pixels midway. */
import assert from "node:assert/strict";
import { openVideo } from "../../../../core/io/ffmpeg/video_source.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { temporaryFolder } from "../../../folders.ts";
import { pulled, request } from "./clips.ts";

const CHANGES = [
  { name: "size", second: "48x32 -pix_fmt yuv420p" },
  { name: "pixel format", second: "96x64 -pix_fmt yuv444p" },
];

for (const { name, second } of CHANGES) {
  ffmpegTest(`openVideo gives every frame of a stream whose ${name} changes midway`, async () => {
    await using folder = await temporaryFolder();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (const [offset, how] of [[0, "96x64 -pix_fmt yuv420p"], [1, second]] as const) {
      const [size, ...pixels] = how.split(" ");
      parts.push(
        await ffmpeg([
          ...["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=10`, "-t", "1", ...pixels],
          ...["-c:v", "libx264", "-preset", "ultrafast", "-output_ts_offset", String(offset)],
          ...["-f", "mpegts", "-"],
        ]),
      );
    }
    const path = `${folder.path}/change.ts`;
    await Deno.writeFile(path, new Uint8Array(await new Blob(parts).arrayBuffer()));
    await using source = await openVideo(path, request());
    const { bytes, sequences } = await pulled(source);
    assert.deepEqual([source.info.width, source.info.height], [96, 64]);
    assert.equal(sequences.length, 20);
    const size = 96 * 64 * 3 / 2;
    const frames = new Set(
      sequences.map((_, n) => bytes.subarray(n * size, (n + 1) * size).join()),
    );
    assert.ok(frames.size >= 19, `${frames.size} different frames`);
  });
}
