import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { openY4mSink } from "../../../core/io/y4m/sink.ts";
import { openY4m } from "../../../core/io/y4m/source.ts";
import { MemoryLog } from "../../fakes.ts";
import { FakeClock } from "../../fake_clock.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { namesIn, temporaryFolder } from "../../folders.ts";

const signal = new AbortController().signal;

function tools(): { arena: Arena; clock: FakeClock; log: MemoryLog } {
  return { arena: new Arena(), clock: new FakeClock({ skips: true }), log: new MemoryLog() };
}

/** A stream that gives at most `most` bytes a read. */
function streamOf(text: string | Uint8Array, most = 7): {
  name: string;
  stream: { read(into: Uint8Array): Promise<number | null>; close(): void };
  closed: number;
} {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  let at = 0;
  const made = {
    name: "pipe",
    closed: 0,
    stream: {
      read: (into: Uint8Array): Promise<number | null> => {
        if (at === bytes.length) return Promise.resolve(null);
        const part = bytes.subarray(at, at + Math.min(most, into.length));
        into.set(part);
        at += part.length;
        return Promise.resolve(part.length);
      },
      close: (): void => {
        made.closed++;
      },
    },
  };
  return made;
}

const isFormat = (pattern: RegExp) => (error: unknown): boolean =>
  error instanceof ScrimError && error.code === "FORMAT" && pattern.test(error.message);

for (const [width, height] of [[64, 48], [33, 17]]) {
  ffmpegTest(`openY4m gives ffmpeg's ${width}x${height} frames byte for byte`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/in.y4m`;
    const picture =
      `-f lavfi -i testsrc2=rate=25 -vf scale=${width}:${height} -frames:v 3 -pix_fmt yuv420p`;
    await ffmpeg(`${picture} ${path}`);
    const raw = await ffmpeg(`${picture} -f rawvideo -`);
    await using source = await openY4m(path, tools());
    assert.deepEqual([source.info.width, source.info.height, source.info.fps], [width, height, 25]);
    assert.deepEqual([source.info.layout, source.info.color.range], ["i420", "limited"]);
    const size = width * height + 2 * ((width + 1) >> 1) * ((height + 1) >> 1);
    for (let frame = 0; frame < 3; frame++) {
      const captured = await source.next(signal);
      assert.ok(captured);
      assert.equal(captured.sequence, frame);
      const wanted = raw.subarray(frame * size, (frame + 1) * size);
      assert.deepEqual(new Uint8Array(captured.picture.data), new Uint8Array(wanted));
      captured.release();
    }
    assert.equal(await source.next(signal), null);
    assert.equal(source.dropped, 0);
  });

  ffmpegTest(
    `openY4mSink writes ${width}x${height} frames that ffmpeg reads byte for byte`,
    async () => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/out.y4m`;
      const color = { matrix: "bt709", range: "full" } as const;
      const sent: number[] = [];
      {
        await using sink = await openY4mSink(path, { width, height, fps: 30, color, ...tools() });
        assert.equal(sink.info.layout, "i420");
        for (let frame = 0; frame < 3; frame++) {
          const { data } = sink.begin();
          for (let i = 0; i < data.length; i++) data[i] = (i * 7 + frame * 31) & 255;
          sent.push(...data);
          await sink.commit(0);
        }
        sink.begin().data.fill(9);
        assert.ok(!namesIn(folder.path).includes("out.y4m"), "not under its name before the end");
      }
      assert.deepEqual(namesIn(folder.path), ["out.y4m"]);
      assert.deepEqual([...await ffmpeg(`-i ${path} -pix_fmt yuvj420p -f rawvideo -`)], sent);
    },
  );
}

ffmpegTest(
  "openY4mSink says where chroma lies, as ffmpeg reads it; a camera's lies left",
  async () => {
    await using folder = await temporaryFolder();
    for (
      const [siting, read] of [[undefined, "left"], ["left", "left"], ["center", "center"]] as const
    ) {
      const path = `${folder.path}/${siting}.y4m`;
      const color = { matrix: "bt601", range: "limited", siting } as const;
      {
        await using sink = await openY4mSink(path, {
          ...SHAPE,
          width: 16,
          height: 16,
          color,
          ...tools(),
        });
        sink.begin();
        await sink.commit(0);
      }
      const { stdout } = await new Deno.Command("ffprobe", {
        args: ["-v", "error", "-show_entries", "stream=chroma_location", "-of", "csv=p=0", path],
      }).output();
      assert.equal(new TextDecoder().decode(stdout).trim(), read);
    }
  },
);

Deno.test("openY4m reads a stream that comes in small pieces", async () => {
  const body = "FRAME\nabcdefFRAME Ip\nghijkl";
  for (const most of [1, 2, 5, 100]) {
    const input = streamOf(`YUV4MPEG2 W2 H2 F10:1 C420mpeg2\n${body}`, most);
    {
      await using source = await openY4m(input, tools());
      const texts: string[] = [];
      for (let frame = await source.next(signal); frame; frame = await source.next(signal)) {
        texts.push(new TextDecoder().decode(frame.picture.data.slice()));
        frame.release();
      }
      assert.deepEqual(texts, ["abcdef", "ghijkl"]);
    }
    assert.equal(input.closed, 1);
  }
});

Deno.test("openY4m reads mono as grey", async () => {
  await using source = await openY4m(streamOf("YUV4MPEG2 W2 H2 F10:1 Cmono\nFRAME\nabcd"), tools());
  assert.equal(source.info.layout, "grey");
  const frame = await source.next(signal);
  assert.deepEqual([...frame?.picture.data ?? []], [97, 98, 99, 100]);
});

Deno.test("openY4m leaves out a last frame that is cut off, and says so", async () => {
  const given = tools();
  const input = streamOf("YUV4MPEG2 W2 H2 F10:1\nFRAME\nabcdefFRAME\nabc");
  await using source = await openY4m(input, given);
  (await source.next(signal))?.release();
  assert.equal(await source.next(signal), null);
  assert.equal(await source.next(signal), null);
  assert.equal(source.dropped, 1);
  assert.match(given.log.lines[0], /ends inside frame 1 \(3 of 6 bytes\)/);
});

Deno.test("openY4m refuses what it cannot show, naming file and field", async () => {
  const cases: readonly [string, RegExp][] = [
    ["", /"pipe" as Y4M: it is empty/],
    ["YUV4MPEG2 W2 H2", /first line is cut off/],
    [`YUV4MPEG2 W2 H2 X${"x".repeat(2000)}\n`, /first line is cut off or over 1024/],
    ["RIFF....\n", /does not begin with YUV4MPEG2/],
    ["YUV4MPEG2 H2 F1:1\n", /field W is ""/],
    ["YUV4MPEG2 W0 H2 F1:1\n", /field W is "0"/],
    ["YUV4MPEG2 W2 H99999 F1:1\n", /field H is "99999", 1\.\.16384/],
    ["YUV4MPEG2 W2 H2 F1:0\n", /field F is "1:0"/],
    ["YUV4MPEG2 W2 H2 F1:1 C422\n", /C422, 8-bit C420 wanted/],
    ["YUV4MPEG2 W2 H2 F1:1 C444\n", /C444/],
    ["YUV4MPEG2 W2 H2 F1:1 C420p10\n", /C420p10/],
  ];
  for (const [text, pattern] of cases) {
    const input = streamOf(text);
    await assert.rejects(openY4m(input, tools()), isFormat(pattern));
    assert.equal(input.closed, 1, "the input is closed");
  }
  await assert.rejects(
    openY4m("/nowhere/x.y4m", tools()),
    isFormat(/Cannot open "\/nowhere\/x\.y4m": no such file/),
  );
});

Deno.test("openY4m refuses a frame without its mark, then ends", async () => {
  await using source = await openY4m(streamOf("YUV4MPEG2 W2 H2 F1:1\nFRAMMabcdef\n"), tools());
  await assert.rejects(source.next(signal), isFormat(/frame 0 does not begin with FRAME/));
  assert.equal(await source.next(signal), null);
});

Deno.test("openY4m warns that interlaced material is shown as it is", async () => {
  const given = tools();
  await using _source = await openY4m(streamOf("YUV4MPEG2 W2 H2 F1:1 It\n"), given);
  assert.match(given.log.lines[0], /interlaced/);
});

Deno.test("openY4m stops waiting when aborted", async () => {
  const input = streamOf("YUV4MPEG2 W2 H2 F1:1\n");
  await using source = await openY4m(input, tools());
  input.stream.read = () => new Promise(() => {});
  const stop = new AbortController();
  const next = source.next(stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(next, /enough/);
  await assert.rejects(source.next(stop.signal), /enough/);
});

Deno.test("openY4m lends two frames and refuses a third", async () => {
  const frames = "FRAME\nabcdef".repeat(3);
  await using source = await openY4m(streamOf(`YUV4MPEG2 W2 H2 F1:1\n${frames}`), tools());
  await source.next(signal);
  await source.next(signal);
  await assert.rejects(source.next(signal), /all 2 pictures are lent/);
});

const SHAPE = {
  width: 2,
  height: 2,
  fps: 10,
  color: { matrix: "bt601", range: "limited" },
} as const;

Deno.test("openY4mSink leaves no file behind when nothing was committed", async () => {
  await using folder = await temporaryFolder();
  const sink = await openY4mSink(`${folder.path}/out.y4m`, { ...SHAPE, ...tools() });
  sink.begin();
  await sink[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  assert.deepEqual(namesIn(folder.path), []);
});

Deno.test("openY4mSink names the file that it cannot write", async () => {
  const make = openY4mSink("/nowhere/out.y4m", { ...SHAPE, ...tools() });
  await assert.rejects(make, /Cannot write "\/nowhere\/out\.y4m": no such folder/);
});

ffmpegTest(
  "openY4mSink writes whole frames to a stream that takes few bytes at a time",
  async () => {
    const bytes: number[] = [];
    const stream = {
      write: (part: Uint8Array): Promise<number> => {
        const taken = part.subarray(0, 3);
        bytes.push(...taken);
        return Promise.resolve(taken.length);
      },
    };
    await using sink = await openY4mSink({ name: "pipe", stream }, { ...SHAPE, ...tools() });
    sink.begin().data.set([1, 2, 3, 4, 5, 6]);
    await sink.commit(0);
    const text =
      "YUV4MPEG2 W2 H2 F10:1 Ip A1:1 C420mpeg2 XCOLORRANGE=LIMITED XSCRIM_MATRIX=BT601\nFRAME\n";
    assert.deepEqual(bytes, [...new TextEncoder().encode(text), 1, 2, 3, 4, 5, 6]);
  },
);

Deno.test("openY4mSink says that the reader went away", async () => {
  const stream = { write: () => Promise.reject(new Deno.errors.BrokenPipe("EPIPE")) };
  await using sink = await openY4mSink({ name: "pipe", stream }, { ...SHAPE, ...tools() });
  sink.begin();
  const isDevice = (error: unknown): boolean =>
    error instanceof ScrimError && error.code === "DEVICE" &&
    /the reader closed the pipe/.test(error.message);
  await assert.rejects(async () => await sink.commit(0), isDevice);
});

Deno.test("openY4mSink replaces an older file only at the end", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/out.y4m`;
  await Deno.writeTextFile(path, "old");
  const sink = await openY4mSink(path, { ...SHAPE, ...tools() });
  sink.begin();
  await sink.commit(0);
  assert.equal(await Deno.readTextFile(path), "old");
  await sink.finish();
  assert.match(await Deno.readTextFile(path), /^YUV4MPEG2 /);
});
