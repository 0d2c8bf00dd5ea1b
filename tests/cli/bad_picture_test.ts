/** Pictures that users name in options: what is wrong with them is no fault of the plugin. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { decode, runScrim, withFolder } from "./scrim.ts";

/** Shows a picture instead of the frame; in the sandbox, as it comes from a file. */
const SHOW = `
import { definePlugin } from ${
  JSON.stringify(new URL("../../core/plugin.ts", import.meta.url).href)
};
export default definePlugin({
  apiVersion: 1,
  name: "show",
  summary: "Shows a picture",
  access: "compose",
  options: { picture: { type: "file", default: null, summary: "What is shown" } },
  narrow: () => ({ overwrites: "frame" }),
  init: (host, { picture }) => host.image(picture),
  process: ({ state, into, kernels }) => kernels.copy(state, into),
});
`;

const demo = (
  plugin: string,
  setting: string,
  output: string,
): Promise<Awaited<ReturnType<typeof runScrim>>> =>
  runScrim([
    ...["--input", "demo", "--size", "64x48", "--frames", "1", "--output", output],
    ...["--plugins", plugin, "--set", setting],
  ]);

ffmpegTest(
  "a bad picture in an option is named, not the plugin",
  () =>
    withFolder(async (folder) => {
      const film = `${folder}/film.mkv`;
      const cut = `${folder}/cut.png`;
      const text = `${folder}/text.jpg`;
      await ffmpeg(`-f lavfi -i testsrc2=size=64x48 -frames:v 3 -c:v ffv1 ${film}`);
      const png = await ffmpeg(
        "-f lavfi -i testsrc2=size=64x48 -frames:v 1 -c:v png -f image2pipe -",
      );
      await Deno.writeFile(cut, png.subarray(0, 300));
      await Deno.writeTextFile(text, "no picture");
      await Deno.writeTextFile(`${folder}/show.ts`, SHOW);
      const wrong: readonly (readonly [string, RegExp])[] = [
        [
          film,
          /^error: Cannot use ".*film\.mkv" as a picture: it is a film, wanted a picture file/m,
        ],
        [cut, /^error: Cannot decode ".*cut\.png": the png data is damaged or cut off/m],
        [text, /^error: Cannot decode ".*text\.jpg": not a PNG, JPEG or WebP picture/m],
        [`${folder}/none.png`, /^error: Cannot open ".*none\.png": no such file/m],
        [folder, /^error: Cannot read ".*": it is a folder/m],
        [
          "demo",
          /^error: Cannot use "demo" as a picture: it is the demo figure, wanted a picture file/m,
        ],
        ["camera:Scrim", /^error: Cannot use "camera:Scrim" as a picture: it is a camera, wanted/m],
        [
          "/dev/video99",
          /^error: Cannot use "\/dev\/video99" as a picture: it is a camera, wanted/m,
        ],
        [
          "https://localhost/a.png",
          /^error: Cannot use "https.*" as a picture: it is an address, wanted/m,
        ],
      ];
      const show = [`${folder}/show.ts`, "show.picture"] as const;
      const replace = ["replace", "replace.image"] as const;
      for (const [i, [picture, message]] of wrong.entries()) {
        for (const [plugin, option] of i < 2 ? [show, replace] : [show]) {
          const { code, err } = await demo(plugin, `${option}=${picture}`, `${folder}/out.png`);
          assert.equal(code, 1, err);
          assert.match(err, message);
          assert.doesNotMatch(err, /failed in/);
        }
      }
    }),
);

ffmpegTest(
  "options that are pictures take what --input takes, of any kind and by any name",
  () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/show.ts`, SHOW);
      for (const encoder of ["png", "bmp", "mjpeg -pix_fmt yuvj444p", "tiff"]) {
        const picture = await ffmpeg(
          `-f lavfi -i color=blue:size=64x48 -frames:v 1 -c:v ${encoder} -f image2pipe -`,
        );
        await Deno.writeFile(`${folder}/no ending`, picture);
        const out = `${folder}/out.png`;
        const address = pathToFileURL(`${folder}/no ending`).href;
        const { code, err } = await demo(`${folder}/show.ts`, `show.picture=${address}`, out);
        assert.equal(code, 0, err);
        const { rgb } = await decode(out);
        assert.ok(rgb[0] < 10 && rgb[1] < 10 && rgb[2] > 245, `${encoder}: ${rgb.slice(0, 3)}`);
      }
    }),
);
