/** What a film of a varying rate becomes where the rate is constant, and the times that filters see. */
import assert from "node:assert/strict";
import { definePlugin, run } from "../../../mod.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { temporaryFolder } from "../../folders.ts";
import { probed } from "./ffmpeg/clips.ts";

ffmpegTest("Y4M of a film with a gap lasts as long, and filters see the film's times", async () => {
  await using folder = await temporaryFolder();
  const [input, output, again] = ["in.mp4", "out.y4m", "again.y4m"].map((file) =>
    `${folder.path}/${file}`
  );
  await ffmpeg(
    "-f lavfi -i testsrc2=size=64x48:rate=30 -t 2 -vf select=not(between(n\\,20\\,34)) " +
      `-fps_mode vfr -c:v libx264 -pix_fmt yuv420p ${input}`,
  );
  const seen: number[] = [];
  const watcher = definePlugin({
    apiVersion: 1,
    name: "watcher",
    summary: "Notes times",
    access: "read",
    process: ({ timestampMs }) => void seen.push(Math.round(timestampMs * 30 / 1000)),
  });
  await run({ input, output, plugins: [{ plugin: watcher }] });
  const numbers = Array.from({ length: 60 }, (_, n) => n);
  assert.deepEqual(seen, numbers.filter((n) => n < 20 || n > 34));
  const { nb_read_frames, r_frame_rate } = await probed(output);
  const [up, down] = String(r_frame_rate).split("/").map(Number);
  const lasts = Number(nb_read_frames) * down / up;
  assert.ok(Math.abs(lasts - 2) < 0.1, `${lasts} s`);
  seen.length = 0;
  await run({ input: output, output: again, plugins: [{ plugin: watcher }] });
  assert.equal(seen.length, Number(nb_read_frames));
  assert.ok(seen.every((n, at) => Math.abs(n - at * 30 * down / up) <= 1), `${seen}`);
});
