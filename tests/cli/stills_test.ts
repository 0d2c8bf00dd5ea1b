/** Pictures as inputs, whatever they are called. */
import assert from "node:assert/strict";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { decode, runScrim, withFolder } from "./scrim.ts";

/** ffmpeg's encoder and the names that such a picture has. */
const PICTURES: readonly { readonly encoder: string; readonly names: readonly string[] }[] = [
  { encoder: "png", names: ["noending", "called.jpg", "UPPER.PNG", "a.b"] },
  { encoder: "mjpeg -pix_fmt yuvj444p", names: ["photo.jfif", "photo.jpe", "noending2", "x.png"] },
  { encoder: "bmp", names: ["card.bmp", "card"] },
  { encoder: "tiff", names: ["card.tiff"] },
  { encoder: "gif", names: ["card.gif"] },
];

ffmpegTest(
  "a picture stays, whatever its name: it is told by what is in it",
  () =>
    withFolder(async (folder) => {
      for (const { encoder, names } of PICTURES) {
        const format = encoder === "gif" ? "gif" : "image2pipe";
        const picture = await ffmpeg(
          `-f lavfi -i color=red:size=64x48 -frames:v 1 -c:v ${encoder} -f ${format} -`,
        );
        for (const name of names) {
          const path = `${folder}/${name}`;
          await Deno.writeFile(path, picture);
          // A live output: ends only because five frames were asked for.
          const args = ["--input", path, "--output", "none", "--output-format", "i420"];
          const live = await runScrim([...args, "--frames", "5", "--stats=json"]);
          assert.equal(live.code, 0, `${name}: ${live.err}`);
          assert.equal(JSON.parse(live.out).frames.out, 5, name);
          const out = `${folder}/out.png`;
          const still = await runScrim(["--input", path, "--output", out, "--size", "32x24"]);
          assert.equal(still.code, 0, `${name}: ${still.err}`);
          const { width, height, rgb } = await decode(out);
          assert.deepEqual([width, height], [32, 24]);
          assert.ok(rgb[0] > 245 && rgb[1] < 10 && rgb[2] < 10, `${name}: ${rgb.slice(0, 3)}`);
          await Deno.remove(path);
        }
      }
    }),
);

ffmpegTest("a film is a film, whatever its name", () =>
  withFolder(async (folder) => {
    const films = {
      "film.mjpeg": "-c:v mjpeg -f mjpeg",
      noending: "-c:v mjpeg -f mjpeg",
      "moving.gif": "-c:v gif -f gif",
      "film.bin": "-c:v ffv1 -f matroska",
      "no-ending-y4m": "-pix_fmt yuv420p -f yuv4mpegpipe",
    };
    for (const [name, how] of Object.entries(films)) {
      const path = `${folder}/${name}`;
      await Deno.writeFile(
        path,
        await ffmpeg(`-f lavfi -i testsrc2=size=64x48:rate=10 -frames:v 4 ${how} -`),
      );
      const args = ["--input", path, "--output", "none", "--output-format", "i420"];
      const { code, out, err } = await runScrim([...args, "--stats=json"]);
      assert.equal(code, 0, `${name}: ${err}`);
      assert.equal(JSON.parse(out).frames.out, 4, name);
    }
  }));

ffmpegTest(
  "what is called a picture and is none is named, and an animation's first picture is taken",
  () =>
    withFolder(async (folder) => {
      const page = `${folder}/page.jpg`;
      await Deno.writeTextFile(page, "<html>404 not found</html>");
      const no = await runScrim(["--input", page, "--output", "none"]);
      assert.equal(no.code, 1);
      assert.match(no.err, /Cannot decode ".*page\.jpg": not a PNG, JPEG or WebP picture/);
      const moving = `${folder}/moving.webp`;
      await ffmpeg(
        `-f lavfi -i testsrc2=size=64x48:rate=5 -frames:v 3 -c:v libwebp_anim -f webp ${moving}`,
      );
      const yes = await runScrim(["--input", moving, "--output", `${folder}/out.png`]);
      assert.equal(yes.code, 0, yes.err);
      assert.match(yes.err, /"[^"]*moving\.webp" is animated: its first picture is taken/);
    }),
);
