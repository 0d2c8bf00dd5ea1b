/** Y4M that ffmpeg must convert. */
import assert from "node:assert/strict";
import { run } from "../../../mod.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { temporaryFolder } from "../../folders.ts";
import { probed } from "./ffmpeg/clips.ts";

const KINDS = [
  { name: "an aspect of 4:3", options: "-vf setsar=4/3 -pix_fmt yuv420p", size: [128, 64] },
  { name: "4:2:2", options: "-pix_fmt yuv422p", size: [96, 64] },
  { name: "10 bit", options: "-strict -1 -pix_fmt yuv420p10le", size: [96, 64] },
] as const;

for (const { name, options, size } of KINDS) {
  ffmpegTest(`run reads Y4M of ${name} as ffmpeg does`, async () => {
    await using folder = await temporaryFolder();
    const [input, output] = ["in.y4m", "out.mkv"].map((file) => `${folder.path}/${file}`);
    const source = "-f lavfi -i testsrc2=size=96x64:rate=10 -t 0.5";
    await ffmpeg(`${source} ${options} -f yuv4mpegpipe ${input}`);
    await run({ input, output, codec: "ffv1", plugins: [] });
    const { width, height, nb_read_frames } = await probed(output);
    assert.deepEqual([width, height, Number(nb_read_frames)], [...size, 5]);
    const shape = `-vf scale=${size.join(":")}:flags=bicubic,format=yuv420p -f rawvideo -`;
    const [wanted, got] = await Promise.all(
      [input, output].map((file) => ffmpeg(`-i ${file} ${shape}`)),
    );
    assert.deepEqual(got, wanted);
  });
}
