/** A picture in which the model finds nobody. */
import assert from "node:assert/strict";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { runScrim, withFolder } from "./scrim.ts";

const NOBODY = /Nobody is found in the picture/g;

ffmpegTest(
  "a line says that nobody is found: in a picture, in a film, in the first seconds of a live run",
  () =>
    withFolder(async (folder) => {
      const far = `${folder}/far.png`;
      const film = `${folder}/far.mkv`;
      const near = `${folder}/near.png`;
      // A figure that is found where it fills the frame, and the same as a dot in an empty room.
      const made = await runScrim([
        "--input",
        "demo",
        "--size",
        "640x360",
        "--output",
        near,
        "--frames",
        "1",
      ]);
      assert.equal(made.code, 0, made.err);
      const room = "color=0x808890:size=640x360";
      await ffmpeg(
        `-f lavfi -i ${room} -i ${near} -filter_complex [1]scale=24:-2[a];[0][a]overlay=300:200 -frames:v 1 ${far}`,
      );
      await ffmpeg(`-loop 1 -i ${far} -frames:v 3 -c:v ffv1 -pix_fmt yuv420p ${film}`);
      const lines = async (input: string, ...args: readonly string[]): Promise<number> => {
        const more = args.includes("--plugins") ? args : ["--plugins", "replace", ...args];
        const { code, err } = await runScrim(["--input", input, ...more]);
        assert.equal(code, 0, err);
        return err.match(NOBODY)?.length ?? 0;
      };
      const out = `${folder}/out.png`;
      assert.equal(await lines(far, "--output", out), 1);
      assert.equal(await lines(film, "--output", out), 1);
      assert.equal(await lines(near, "--output", out), 0);
      assert.equal(
        await lines(far, "--output", out, "--plugins", "mirror"),
        0,
        "no mask is wanted",
      );
      const live = ["--output", "none", "--output-format", "i420", "--frames", "3"];
      assert.equal(await lines(far, ...live), 1);
    }),
);
