import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { ScrimError } from "../../../../core/base/errors.ts";
import type { FileSink } from "../../../../core/io/file_sink.ts";
import { openVideoSink, type VideoSinkRequest } from "../../../../core/io/ffmpeg/video_sink.ts";
import { settle } from "../../../fake_clock.ts";
import { MemoryLog } from "../../../fakes.ts";
import { ffmpegTest } from "../../../ffmpeg.ts";
import { namesIn, temporaryFolder } from "../../../folders.ts";
import { decoded, probed, processesWith } from "./clips.ts";

const COLOR = { matrix: "bt709", range: "limited" } as const;

function request(wanted: Partial<VideoSinkRequest> = {}): VideoSinkRequest & { log: MemoryLog } {
  const shape = { width: 64, height: 48, fps: 30, color: COLOR, arena: new Arena() };
  return { ...shape, sourceIsLive: false, ...wanted, log: new MemoryLog() };
}

/** Writes moving stripes; gives all bytes that went in. */
async function writeFrames(sink: FileSink, count: number): Promise<number[]> {
  const sent: number[] = [];
  for (let frame = 0; frame < count; frame++) {
    const { data } = sink.begin();
    for (let i = 0; i < data.length; i++) data[i] = 16 + ((i >> 3) * 7 + frame * 13) % 200;
    sent.push(...data);
    await sink.commit(frame);
  }
  return sent;
}

for (const [width, height] of [[64, 48], [33, 17]]) {
  ffmpegTest(
    `openVideoSink loses nothing of ${width}x${height} with a lossless codec`,
    async () => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/out.mkv`;
      const sink = await openVideoSink(path, request({ width, height, codec: "ffv1" }));
      const sent = await writeFrames(sink, 5);
      assert.ok(!namesIn(folder.path).includes("out.mkv"), "not under its name before the end");
      await sink.finish();
      assert.deepEqual(namesIn(folder.path), ["out.mkv"]);
      assert.deepEqual([...await decoded(path)], sent);
      assert.equal(sink.bytesCopied, 0);
    },
  );
}

for (const matrix of ["bt601", "bt709"] as const) {
  for (const range of ["limited", "full"] as const) {
    ffmpegTest(
      `openVideoSink tags H.264 as ${matrix}, ${range} range, at its size and rate`,
      async () => {
        await using folder = await temporaryFolder();
        const path = `${folder.path}/out.mp4`;
        const color = { matrix, range };
        {
          await using sink = await openVideoSink(path, request({ color, fps: 30000 / 1001 }));
          await writeFrames(sink, 12);
        }
        const said = await probed(path);
        assert.deepEqual([said.codec_name, said.width, said.height], ["h264", 64, 48]);
        assert.equal(said.color_space, matrix === "bt709" ? "bt709" : "smpte170m");
        assert.equal(said.color_range, range === "full" ? "pc" : "tv");
        assert.ok(["yuv420p", "yuvj420p"].includes(String(said.pix_fmt)));
        const [up, down] = String(said.avg_frame_rate).split("/").map(Number);
        assert.ok(Math.abs(up / down - 29.97) < 0.01, `${said.avg_frame_rate}`);
        assert.equal(Number(said.nb_read_frames), 12);
      },
    );
  }
}

const KINDS = [["mkv", "h264"], ["mov", "h264"], ["webm", "vp9"], ["avi", "mpeg4"], ["gif", "gif"]];
for (const [ending, codec] of KINDS) {
  ffmpegTest(`openVideoSink writes .${ending} that looks like what went in`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/out.${ending}`;
    let sent: number[];
    {
      await using sink = await openVideoSink(path, request({ fps: 25 }));
      sent = await writeFrames(sink, 10);
    }
    assert.deepEqual(namesIn(folder.path), [`out.${ending}`]);
    const said = await probed(path);
    assert.deepEqual([said.codec_name, Number(said.nb_read_frames)], [codec, 10]);
    // GIF holds RGB, the others YUV as it came (which AVI cannot say is BT.709).
    const back = ending === "gif" ? "-vf scale=out_color_matrix=bt709:out_range=tv" : "";
    const seen = await decoded(path, `${back} -pix_fmt yuv420p`.trim());
    const luma = 64 * 48;
    let error = 0;
    for (let i = 0; i < luma; i++) error += Math.abs(seen[i] - sent[i]) / luma;
    assert.ok(error < 8, `luma is off by ${error} on average`);
  });
}

ffmpegTest(
  "openVideoSink cuts the odd row and column off for encoders of even sizes, and says so",
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/out.mp4`;
    const tools = request({ width: 33, height: 49 });
    {
      await using sink = await openVideoSink(path, tools);
      await writeFrames(sink, 2);
    }
    const { width, height } = await probed(path);
    assert.deepEqual([width, height], [32, 48]);
    assert.match(tools.log.lines.join(), /out\.mp4": libx264 takes even sizes/);
  },
);

ffmpegTest(
  "openVideoSink repeats frames that a live source left out, so that time runs as it did",
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/out.mkv`;
    const tools = request({ width: 16, height: 16, codec: "ffv1", sourceIsLive: true });
    {
      await using sink = await openVideoSink(path, tools);
      for (const [value, atMs] of [[10, 1000], [20, 1033], [30, 1133], [40, 1134], [50, 1166]]) {
        sink.begin().data.fill(value);
        await sink.commit(atMs);
      }
    }
    const lumas = [...await decoded(path)].filter((_, i) => i % 384 === 0);
    // 100 ms without a picture are three frames; the picture that came 1 ms later had no frame of its own.
    assert.deepEqual(lumas, [10, 20, 30, 30, 30, 50]);
  },
);

const says = (pattern: RegExp) => (error: unknown): boolean => {
  assert.ok(error instanceof ScrimError, String(error));
  assert.match(error.message, pattern);
  return true;
};

ffmpegTest("openVideoSink says what ffmpeg did not want, and leaves no file", async () => {
  await using folder = await temporaryFolder();
  const cases: readonly [string, string | undefined, RegExp][] = [
    [
      "out.nonsense",
      undefined,
      /Cannot write "(.*out\.nonsense)": .*suitable output format for '\1'/,
    ],
    ["out.mp4", "nonsense", /Cannot write ".*out\.mp4": .*Unknown encoder 'nonsense'/],
    ["out.webm", "libx264", /Cannot write ".*out\.webm": .*Only VP8 or VP9/],
  ];
  for (const [name, codec, pattern] of cases) {
    const write = async (): Promise<void> => {
      await using sink = await openVideoSink(`${folder.path}/${name}`, request({ codec }));
      await writeFrames(sink, 3);
      await sink.finish();
    };
    await assert.rejects(write, says(pattern));
    assert.deepEqual(namesIn(folder.path), []);
  }
  const nowhere = openVideoSink("/nowhere/out.mp4", request());
  await assert.rejects(nowhere, says(/Cannot write "\/nowhere\/out\.mp4": no such folder/));
  const asFolder = openVideoSink(folder.path, request());
  await assert.rejects(asFolder, says(/Cannot write ".*": it is a folder/));
});

ffmpegTest(
  "openVideoSink says that ffmpeg was killed, keeps the older file, and leaves nothing behind",
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/out.mkv`;
    await Deno.writeTextFile(path, "old");
    const sink = await openVideoSink(path, request());
    await writeFrames(sink, 2);
    for (const child of processesWith(folder.path)) Deno.kill(child, "SIGKILL");
    await assert.rejects(writeFrames(sink, 500), says(/out\.mkv": ffmpeg was ended by SIGKILL/));
    await sink[Symbol.asyncDispose]();
    assert.deepEqual(namesIn(folder.path), ["out.mkv"]);
    assert.equal(await Deno.readTextFile(path), "old");
  },
);

ffmpegTest(
  "openVideoSink leaves no file and no process behind when nothing was committed",
  async () => {
    await using folder = await temporaryFolder();
    const sink = await openVideoSink(`${folder.path}/out.mp4`, request());
    sink.begin();
    await sink[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    assert.deepEqual(namesIn(folder.path), []);
    assert.deepEqual(processesWith(folder.path), []);
  },
);

ffmpegTest("openVideoSink waits for an encoder that is slower", async () => {
  await using folder = await temporaryFolder();
  const size = { width: 1280, height: 720 };
  await using sink = await openVideoSink(`${folder.path}/out.mkv`, request(size));
  const [child] = processesWith(folder.path);
  Deno.kill(child, "SIGSTOP");
  let commits = 0;
  const before = Deno.memoryUsage().rss;
  const writing = (async () => {
    for (; commits < 40; commits++) {
      sink.begin();
      await sink.commit(0);
    }
  })();
  // A sink that did not wait would take them all meanwhile.
  for (let turns = 0; turns < 500; turns++) await settle();
  assert.ok(commits < 4, `${commits} pictures were taken while nobody read`);
  assert.ok(Deno.memoryUsage().rss - before < 30e6);
  Deno.kill(child, "SIGCONT");
  await writing;
});

ffmpegTest("openVideoSink finishes behind a picture that is still being written", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/out.mkv`;
  const sink = await openVideoSink(path, request({ width: 1280, height: 720, codec: "ffv1" }));
  const [child] = processesWith(folder.path);
  Deno.kill(child, "SIGSTOP");
  sink.begin().data.fill(77);
  const committed = sink.commit(0);
  const finished = sink.finish();
  for (let turns = 0; turns < 50; turns++) await settle();
  Deno.kill(child, "SIGCONT");
  await Promise.all([committed, finished]);
  const bytes = await decoded(path);
  assert.equal(bytes.length, 1280 * 720 * 3 / 2);
  assert.ok(bytes.every((value) => value === 77));
});
