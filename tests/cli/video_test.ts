/** Films and pipes, as users hand them over. */
import assert from "node:assert/strict";
import { basename, dirname } from "node:path";
import { settle } from "../fake_clock.ts";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { namesIn } from "../folders.ts";
import { probed, processesWith } from "../core/io/ffmpeg/clips.ts";
import { runScrim, scrim, withFolder } from "./scrim.ts";

const SOURCE = "-f lavfi -i testsrc2=size=320x180:rate=30";
const LOSSLESS = "-c:v ffv1 -pix_fmt yuv420p";

const raw = async (path: string): Promise<number[]> => [
  ...await ffmpeg(`-i ${path} -f rawvideo -pix_fmt yuv420p -`),
];

ffmpegTest("scrim turns a film into a film of the same frames, colours and rate", async () => {
  await withFolder(async (folder) => {
    const film = `${folder}/film.mkv`;
    const tags = "-colorspace bt709 -color_range tv";
    await ffmpeg(`${SOURCE} -t 0.5 ${LOSSLESS} ${tags} ${film}`);
    const output = `${folder}/out.mkv`;
    const { code, err } = await runScrim(["--input", film, "--output", output, "--codec", "ffv1"]);
    assert.equal(code, 0, err);
    assert.deepEqual(await raw(output), await raw(film));
    const said = await probed(output);
    assert.deepEqual([said.color_space, said.color_range], ["bt709", "tv"]);
    assert.equal(said.avg_frame_rate, "30/1");
  });
});

ffmpegTest("scrim filters a film on its way into another", async () => {
  await withFolder(async (folder) => {
    const film = `${folder}/film.mp4`;
    await ffmpeg(`${SOURCE} -t 0.3 -pix_fmt yuv420p ${film}`);
    const output = `${folder}/out.mp4`;
    const filters = ["--plugins", "replace", "--set", "replace.color=#2060a0"];
    const { code, err } = await runScrim([...filters, "--input", film, "--output", output]);
    assert.equal(code, 0, err);
    const rgb = await ffmpeg(`-i ${output} -f rawvideo -pix_fmt rgb24 -`);
    assert.equal(rgb.length, 9 * 320 * 180 * 3);
    for (const [channel, value] of [0x20, 0x60, 0xa0].entries()) {
      assert.ok(Math.abs(rgb[(4 * 320 + 4) * 3 + channel] - value) <= 6, `channel ${channel}`);
    }
  });
});

for (
  const [what, flags, format] of [
    ["bare pictures", ["--input-format", "i420", "--size", "320x180", "--fps", "30"], "rawvideo"],
    ["H.264", [], "h264"],
    ["Matroska", [], "matroska"],
    ["Y4M", [], "yuv4mpegpipe"],
  ] as const
) {
  ffmpegTest(`scrim reads ${what} on stdin, to its end`, async () => {
    await withFolder(async (folder) => {
      const film = `${folder}/film`;
      const codec = ["h264", "matroska"].includes(format) ? "-c:v libx264 -qp 0" : "";
      await ffmpeg(
        `${SOURCE} -t 0.5 -pix_fmt yuv420p ${codec} -f ${format} ${film}`.replace(/ +/g, " "),
      );
      const child = scrim(["--input", "-", ...flags, "--output", `${folder}/out.y4m`], {
        stdin: "piped",
      }).spawn();
      const output = child.output();
      await (await Deno.open(film)).readable.pipeTo(child.stdin);
      const { code, stderr } = await output;
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const wanted = await ffmpeg(`${SOURCE} -t 0.5 -pix_fmt yuv420p -f rawvideo -`);
      assert.deepEqual(await raw(`${folder}/out.y4m`), [...wanted]);
    });
  });
}

ffmpegTest("scrim reads a named pipe like stdin", async () => {
  await withFolder(async (folder) => {
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    const done = runScrim(["--input", `${folder}/pipe`, "--output", `${folder}/out.y4m`]);
    await ffmpeg(`${SOURCE} -t 0.5 ${LOSSLESS} -f matroska ${folder}/pipe`);
    const { code, err } = await done;
    assert.equal(code, 0, err);
    const wanted = await ffmpeg(`${SOURCE} -t 0.5 -pix_fmt yuv420p -f rawvideo -`);
    assert.deepEqual(await raw(`${folder}/out.y4m`), [...wanted]);
  });
});

/** Resolves when some of a film is written, which has another name until its end. The demo figure moves for ever. */
async function encoded(output: string): Promise<void> {
  const size = (): number => {
    const name = namesIn(dirname(output)).find((entry) => entry.endsWith(basename(output)));
    return name === undefined ? 0 : Deno.statSync(`${dirname(output)}/${name}`).size;
  };
  while (size() < 20_000) await settle();
}

/** Starts a run into a film in a session of its own, waits for its first picture, then ends it somehow. */
async function interrupted(
  output: string,
  end: (child: Deno.ChildProcess) => void,
): Promise<{ code: number; said: string }> {
  const args = ["--input", "demo", "--size", "320x180", "--output", output, "--verbose"];
  const child = scrim(args, { detached: true }).spawn();
  let said = "";
  for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
    const first = !said.includes("First picture") && (said + chunk).includes("First picture");
    said += chunk;
    if (first) encoded(output).then(() => end(child));
  }
  await child.stdout.cancel();
  return { code: (await child.status).code, said };
}

ffmpegTest(
  "scrim finishes its film on Ctrl-C, which a terminal sends to every process of the group",
  async () => {
    await withFolder(async (folder) => {
      const output = `${folder}/out.mp4`;
      const { code, said } = await interrupted(output, ({ pid }) => Deno.kill(-pid, "SIGINT"));
      assert.equal(code, 0, said);
      assert.deepEqual(namesIn(folder), ["out.mp4"]);
      const { width, nb_read_frames, nb_frames } = await probed(output);
      assert.equal(width, 320);
      assert.ok(Number(nb_read_frames) > 5);
      assert.equal(nb_read_frames, nb_frames, "every frame of its index is there");
      assert.deepEqual(processesWith(folder), []);
    });
  },
);

ffmpegTest(
  "scrim leaves no half film under its name and no process when it is killed",
  async () => {
    await withFolder(async (folder) => {
      const output = `${folder}/out.mp4`;
      await interrupted(output, (child) => child.kill("SIGKILL"));
      while (processesWith(folder).length > 0) await settle();
      assert.deepEqual(processesWith(folder), []);
      assert.ok(!namesIn(folder).includes("out.mp4"));
    });
  },
);

ffmpegTest("scrim ends on Ctrl-C while a camera on the network says nothing", async () => {
  const port = 20000 + Deno.pid % 10000;
  const address = `udp://127.0.0.1:${port}`;
  const child = scrim(["--input", address, "--output", "none"]).spawn();
  const output = child.output();
  while (!processesWith(address).some((pid) => pid !== child.pid)) await settle();
  child.kill("SIGINT");
  const { code, stderr } = await output;
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.deepEqual(processesWith(address), []);
});

ffmpegTest("scrim says what is missing where there is no ffmpeg, with exit code 1", async () => {
  await withFolder(async (folder) => {
    await ffmpeg(`${SOURCE} -t 0.1 ${LOSSLESS} ${folder}/film.mkv`);
    const bare = { env: { NO_COLOR: "1", PATH: folder } };
    const read = await runScrim(["--input", `${folder}/film.mkv`, "--output", "none"], bare);
    assert.equal(read.code, 1);
    assert.match(read.err, /Cannot start ffprobe: it is not installed; .*apt install ffmpeg/);
    const write = ["--input", "demo", "--frames", "2", "--output", `${folder}/out.mp4`];
    const { code, err } = await runScrim(write, bare);
    assert.equal(code, 1);
    assert.match(err, /Cannot start ffmpeg: it is not installed; .*apt install ffmpeg/);
    assert.deepEqual(namesIn(folder), ["film.mkv"]);
  });
});

Deno.test("scrim says what is wrong with a file, with exit code 1", async () => {
  await withFolder(async (folder) => {
    for (
      const [input, message] of [
        [folder, /Cannot open ".*": it is a folder/],
        [`${folder}/none.mp4`, /Cannot open ".*none\.mp4": no such file/],
      ] as const
    ) {
      const { code, err } = await runScrim(["--input", input, "--output", "none"]);
      assert.equal(code, 1);
      assert.match(err, message);
    }
    await Deno.writeFile(`${folder}/bare.yuv`, new Uint8Array(12));
    const unsaid = ["--input", `${folder}/bare.yuv`, "--input-format", "i420"];
    const bare = await runScrim([...unsaid, "--output", "none"]);
    assert.equal(bare.code, 2);
    assert.match(bare.err, /do not say their size; say it with --size/);
  });
});
