/** What openVideo says of files that are none, and when ffmpeg goes away. */
import assert from "node:assert/strict";
import { openVideo } from "../../../../core/io/ffmpeg/video_source.ts";
import { ScrimError } from "../../../../core/base/errors.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { settle } from "../../../fake_clock.ts";
import { namesIn, ownTemporaries, temporaryFolder } from "../../../folders.ts";
import { makeClip, processesWith, pulled, request } from "./clips.ts";

const X264 = "-c:v libx264 -pix_fmt yuv420p";
const never = new AbortController().signal;

const says = (pattern: RegExp) => (error: unknown): boolean => {
  assert.ok(error instanceof ScrimError, String(error));
  assert.match(error.message, pattern);
  return true;
};

ffmpegTest("openVideo refuses what is no video, naming file and reason", async () => {
  await using folder = await temporaryFolder();
  const file = (name: string): string => `${folder.path}/${name}`;
  await Deno.writeTextFile(file("notes.txt"), "Buy milk.\n".repeat(100));
  await Deno.writeTextFile(file("notes.mp4"), "Buy milk.\n".repeat(100));
  await Deno.writeFile(file("empty.mp4"), new Uint8Array());
  await ffmpeg(`-f lavfi -i sine=duration=0.2 ${file("song.wav")}`);
  const whole = await Deno.readFile(await makeClip(file("whole.mp4"), X264));
  await Deno.writeFile(file("half.mp4"), whole.subarray(0, whole.length / 2));
  const cases: readonly [string, RegExp][] = [
    ["notes.txt", /Cannot read ".*notes\.txt": there is no video in it/],
    [
      "notes.mp4",
      /Cannot read ".*notes\.mp4": moov atom not found; Invalid data found when processing input$/,
    ],
    ["empty.mp4", /Cannot read ".*empty\.mp4": /],
    ["song.wav", /Cannot read ".*song\.wav": there is no video in it/],
    ["half.mp4", /Cannot read ".*half\.mp4": .*moov atom not found/],
  ];
  for (const [name, pattern] of cases) {
    await assert.rejects(openVideo(file(name), request()), says(pattern));
  }
  assert.deepEqual(processesWith(folder.path), []);
});

ffmpegTest("openVideo reads no playlist that leads out of the file system", async () => {
  await using folder = await temporaryFolder();
  let asked = 0;
  await using server = Deno.serve({ port: 0, onListen: () => {} }, () => {
    asked++;
    return new Response("no");
  });
  const { port } = server.addr as Deno.NetAddr;
  const list =
    `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:${port}/a.ts\n#EXT-X-ENDLIST\n`;
  await Deno.writeTextFile(`${folder.path}/list.m3u8`, list);
  await assert.rejects(async () => {
    await using source = await openVideo(`${folder.path}/list.m3u8`, request());
    await pulled(source);
  }, ScrimError);
  assert.equal(asked, 0);
});

ffmpegTest("openVideo gives what is whole of a damaged film and warns", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mkv`, X264, { seconds: "2", size: "320x180" });
  const whole = await Deno.readFile(path);
  await Deno.writeFile(path, whole.subarray(0, whole.length / 2));
  const tools = request();
  await using source = await openVideo(path, tools);
  const { sequences } = await pulled(source);
  assert.ok(sequences.length > 5 && sequences.length < 60, `${sequences.length} frames`);
  assert.match(tools.log.lines.join("\n"), /warn ".*a\.mkv" is damaged: /);
});

ffmpegTest(
  "openVideo ends with an error when ffmpeg is killed, and leaves nothing behind",
  async () => {
    await using folder = await temporaryFolder();
    const path = await makeClip(`${folder.path}/a.mp4`, X264, { seconds: "20", size: "320x180" });
    {
      await using source = await openVideo(path, request());
      (await source.next(never))?.release();
      const [child] = processesWith(path);
      Deno.kill(child, "SIGKILL");
      const rest = pulled(source);
      await assert.rejects(rest, says(/Cannot read ".*a\.mp4": ffmpeg was ended by SIGKILL/));
    }
    assert.deepEqual(processesWith(path), []);
  },
);

ffmpegTest(
  "openVideo leaves no process, socket or frame behind when it is closed in the middle",
  async () => {
    await using folder = await temporaryFolder();
    await using temporaries = await ownTemporaries();
    const path = await makeClip(`${folder.path}/a.mp4`, X264, { seconds: "20", size: "320x180" });
    const source = await openVideo(path, request());
    const captured = await source.next(never);
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    assert.deepEqual(processesWith(path), []);
    assert.deepEqual(namesIn(temporaries.path), []);
    captured?.release();
    assert.equal(await source.next(never), null);
  },
);

ffmpegTest("openVideo stops waiting when aborted", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mp4`, X264);
  await using source = await openVideo(path, request());
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await assert.rejects(source.next(stop.signal), /enough/);
});

ffmpegTest("openVideo does not read ahead further than its pictures", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mp4`, `${X264} -qp 0`, {
    seconds: "20",
    size: "320x180",
  });
  const tools = request();
  await using source = await openVideo(path, tools);
  const size = 320 * 180 * 3 / 2;
  assert.equal(tools.arena.buffers, 5, "three ahead, one lent, one being filled");
  const readByFfmpeg = (): number => {
    const [child] = processesWith(path);
    const [, bytes] = /^rchar: (\d+)$/m.exec(Deno.readTextFileSync(`/proc/${child}/io`)) ?? [];
    return Number(bytes);
  };
  (await source.next(never))?.release();
  const rss = Deno.memoryUsage().rss;
  // A reader that did not wait would take the whole film meanwhile.
  for (let turns = 0; turns < 3000; turns++) await settle();
  assert.ok(readByFfmpeg() < Deno.statSync(path).size / 2, "ffmpeg waits for a slow consumer");
  let frames = 1;
  for (let one = await source.next(never); one; one = await source.next(never)) {
    frames++;
    one.release();
  }
  assert.equal(frames, 600);
  assert.equal(tools.arena.buffers, 5);
  assert.ok(tools.arena.used < 6 * size);
  assert.ok(Deno.memoryUsage().rss - rss < 200 * size, "a third of what went through at most");
});

ffmpegTest("openVideo gives up looking at a file when aborted", async () => {
  await using folder = await temporaryFolder();
  await new Deno.Command("mkfifo", { args: [`${folder.path}/never.mp4`] }).output();
  const stop = new AbortController();
  const opening = openVideo(`${folder.path}/never.mp4`, request({ signal: stop.signal }));
  while (processesWith(folder.path).length === 0) await settle();
  stop.abort(new Error("enough"));
  await assert.rejects(opening, /enough/);
  assert.deepEqual(processesWith(folder.path), []);
});
