import assert from "node:assert/strict";
import { ffmpegTest } from "../ffmpeg.ts";
import { namesIn } from "../folders.ts";
import { runScrim, withFolder } from "./scrim.ts";

const DEMO = ["--input", "demo", "--size", "160x90", "--frames", "3"];

for (const ending of ["png", "jpg", "ppm"]) {
  ffmpegTest(`scrim --output frame%03d.${ending} makes a picture of each frame`, async () => {
    await withFolder(async (folder) => {
      const { code, err } = await runScrim([...DEMO, "--output", `${folder}/frame%03d.${ending}`]);
      assert.equal(code, 0, err);
      assert.deepEqual(namesIn(folder), [1, 2, 3].map((n) => `frame00${n}.${ending}`));
    });
  });
}

ffmpegTest("scrim refuses a playlist as a wrong usage and says how to get one", async () => {
  await withFolder(async (folder) => {
    const { code, err } = await runScrim([...DEMO, "--output", `${folder}/film.m3u8`]);
    assert.equal(code, 2);
    assert.match(
      err,
      /\.m3u8 consists of several files, wanted one; .*ffmpeg -i film\.mp4 -c copy/,
    );
    assert.deepEqual(namesIn(folder), []);
  });
});
