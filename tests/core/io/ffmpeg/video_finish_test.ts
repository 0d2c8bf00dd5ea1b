/** How films end: on a full disk, with failures, in several files. */
import assert from "node:assert/strict";
import { Arena } from "../../../../core/media/arena.ts";
import { ScrimError } from "../../../../core/base/errors.ts";
import { openVideoSink, type VideoSinkRequest } from "../../../../core/io/ffmpeg/video_sink.ts";
import { MemoryLog } from "../../../fakes.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { namesIn, temporaryFolder } from "../../../folders.ts";
import { decoded } from "./clips.ts";

const COLOR = { matrix: "bt709", range: "limited" } as const;
/** Y, U and V of three flat pictures. */
const FLAT = [[120, 90, 160], [120, 128, 128], [150, 160, 100]] as const;

function request(wanted: Partial<VideoSinkRequest> = {}): VideoSinkRequest {
  const shape = { width: 64, height: 48, fps: 30, color: COLOR, arena: new Arena() };
  return { ...shape, sourceIsLive: false, log: new MemoryLog(), ...wanted };
}

/** Writes the flat pictures and finishes. */
async function write(path: string, wanted: Partial<VideoSinkRequest> = {}): Promise<void> {
  await using sink = await openVideoSink(path, request(wanted));
  for (const [at, [y, u, v]] of FLAT.entries()) {
    const { data } = sink.begin();
    const luma = 64 * 48;
    data.fill(y, 0, luma).fill(u, luma, luma * 5 / 4).fill(v, luma * 5 / 4);
    await sink.commit(at);
  }
  await sink.finish?.();
}

/** Runs `work` with an ffmpeg that encodes as ever and then runs a line of shell. */
async function withFfmpegThat(line: string, work: () => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  const path = Deno.env.get("PATH") ?? "";
  const script = `#!/bin/bash
PATH=${JSON.stringify(path)}
case "$*" in
  *rawvideo*-i\\ unix:*) ffmpeg "$@"; code=$?; out="\${!#}"; ${line}; exit $code ;;
  *) exec ffmpeg "$@" ;;
esac
`;
  await Deno.writeTextFile(`${folder.path}/ffmpeg`, script, { mode: 0o755 });
  Deno.env.set("PATH", `${folder.path}:${path}`);
  try {
    await work();
  } finally {
    Deno.env.set("PATH", path);
  }
}

ffmpegTest("openVideoSink fails on a full disk, though ffmpeg ends with 0", async () => {
  await using folder = await temporaryFolder();
  for (const ending of ["mp4", "mov", "mkv", "webm"]) {
    const path = `${folder.path}/film.${ending}`;
    await Deno.symlink("/dev/full", path);
    await assert.rejects(write(path), (error: unknown) => {
      assert.ok(error instanceof ScrimError);
      assert.match(error.message, /^Cannot write ".*film\..*": .*No space left on device/);
      assert.equal(error.hint, undefined, "it is no matter of formats");
      return true;
    });
  }
});

ffmpegTest(
  "openVideoSink leaves no film that could not be written, and the older one",
  async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/film.mp4`;
    await Deno.writeTextFile(path, "old");
    const says =
      'echo "[mp4 @ 0x55d0] [error] Error writing trailer of $out: No space left on device" >&2';
    await withFfmpegThat(says, () =>
      assert.rejects(write(path), (error: unknown) => {
        assert.ok(error instanceof ScrimError);
        assert.match(error.message, /^Cannot write ".*\/film\.mp4": Error writing trailer of /);
        assert.doesNotMatch(error.message, /\[error\]|\/\.[0-9a-f]{8}\./);
        return true;
      }));
    assert.deepEqual(namesIn(folder.path), ["film.mp4"]);
    assert.equal(await Deno.readTextFile(path), "old");
  },
);

ffmpegTest("openVideoSink deletes nothing that may be whole: it names its place", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/film.mkv`;
  const says = 'echo "[ffv1 @ 0x55d0] [error] Something is odd" >&2';
  await withFfmpegThat(
    says,
    () =>
      assert.rejects(write(path, { codec: "ffv1" }), (error: unknown) => {
        assert.ok(error instanceof ScrimError);
        const [, place] =
          /Something is odd; what was written lies in "(.*)"$/.exec(error.message) ??
            [];
        assert.deepEqual(namesIn(folder.path).map((name) => `${folder.path}/${name}`), [place]);
        return true;
      }),
  );
  const [name] = namesIn(folder.path);
  assert.equal((await decoded(`${folder.path}/${name}`)).length, 3 * 64 * 48 * 1.5);
});

ffmpegTest("openVideoSink takes no greeting of an encoder's for an error", async () => {
  await using folder = await temporaryFolder();
  const says = 'echo "x265 [info]: HEVC encoder version 3.5" >&2; echo "Svt[info]: hello" >&2';
  await withFfmpegThat(says, () => write(`${folder.path}/film.mkv`));
  assert.deepEqual(namesIn(folder.path), ["film.mkv"]);
});

for (const ending of ["ppm", "png", "bmp", "tiff", "tga", "jpg"]) {
  ffmpegTest(
    `openVideoSink writes numbered .${ending} pictures under their names, in their colours`,
    async () => {
      await using folder = await temporaryFolder();
      await Deno.mkdir(`${folder.path}/100% %d`); // only the last part of a path counts
      const place = `${folder.path}/100% %d`;
      await write(`${place}/frame%03d.${ending}`);
      assert.deepEqual(namesIn(place), [1, 2, 3].map((n) => `frame00${n}.${ending}`));
      for (const [n, [y, u, v]] of FLAT.entries()) {
        const file = `file:${place.replaceAll("%", "%%")}/frame00${n + 1}.${ending}`;
        const rgb = await ffmpeg([
          "-f",
          "image2",
          "-i",
          file,
          "-pix_fmt",
          "rgb24",
          "-f",
          "rawvideo",
          "-",
        ]);
        const [luma, blue, red] = [(y - 16) / 219, (u - 128) / 224, (v - 128) / 224];
        // ITU-R BT.709: Kr 0.2126, Kb 0.0722.
        const r = luma + 1.5748 * red;
        const b = luma + 1.8556 * blue;
        const wanted = [r, (luma - 0.2126 * r - 0.0722 * b) / 0.7152, b];
        for (const [channel, value] of wanted.entries()) {
          const off = Math.abs(rgb[channel] - 255 * value);
          assert.ok(off <= 4, `picture ${n + 1}, channel ${channel}: off by ${off}`);
        }
      }
    },
  );
}

ffmpegTest(
  "openVideoSink writes the last picture where the name has no number, as PNG does",
  async () => {
    await using folder = await temporaryFolder();
    await write(`${folder.path}/last.pgm`);
    assert.deepEqual(namesIn(folder.path), ["last.pgm"]);
    const [, size] = /^P5\n(\d+ \d+)\n/.exec(
      new TextDecoder("latin1").decode(await Deno.readFile(`${folder.path}/last.pgm`)),
    ) ?? [];
    assert.equal(size, "64 48");
  },
);

ffmpegTest("openVideoSink refuses playlists, whose pieces would have hidden names", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["live.m3u8", "live.mpd"]) {
    await assert.rejects(openVideoSink(`${folder.path}/${name}`, request()), (error: unknown) => {
      assert.ok(error instanceof ScrimError);
      assert.equal(error.code, "USAGE");
      assert.match(error.message, /consists of several files, wanted one/);
      return true;
    });
  }
  assert.deepEqual(namesIn(folder.path), []);
});

ffmpegTest(
  "openVideoSink says at once that the folder of numbered pictures is missing",
  async () => {
    await assert.rejects(openVideoSink("/nowhere/frame%d.png", request()), /no such folder/);
  },
);

ffmpegTest(
  "openVideoSink fails without a word about a place when its folder was removed meanwhile",
  async () => {
    await using folder = await temporaryFolder();
    for (const ending of ["mkv", "mp4"]) { // mp4 is opened once more at its end
      const inside = `${folder.path}/inside`;
      await Deno.mkdir(inside);
      const sink = await openVideoSink(`${inside}/film.${ending}`, request());
      sink.begin();
      await sink.commit(0);
      await Deno.remove(inside, { recursive: true });
      await assert.rejects(sink.finish(), (error: unknown) => {
        assert.ok(error instanceof ScrimError);
        assert.match(error.message, /^Cannot write ".*film\./);
        assert.doesNotMatch(error.message, /lies in|os error/);
        return true;
      });
    }
  },
);
