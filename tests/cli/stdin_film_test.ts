/** Films on standard input: a file that a shell opened, and a pipe, whose index must come first. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ffmpeg, ffmpegTest } from "../ffmpeg.ts";
import { decode, withFolder } from "./scrim.ts";

const MOD = fileURLToPath(new URL("../../mod.ts", import.meta.url));

/** Runs a line of the shell, in which `$SCRIM` is the program. */
async function shell(line: string, cwd: string): Promise<{ code: number; err: string }> {
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-c", line],
    cwd,
    env: { NO_COLOR: "1", DENO: Deno.execPath(), MOD },
    stdout: "null",
  }).output();
  return { code, err: new TextDecoder().decode(stderr) };
}

const READ = '"$DENO" run -A "$MOD" --input - --output out.png';

/** A film with its index at the end, as cameras write it. */
const film = (path: string): Promise<unknown> =>
  ffmpeg(`-f lavfi -i testsrc2=size=320x180:rate=30:duration=2 -pix_fmt yuv420p ${path}`);

ffmpegTest(
  "a film with its index at the end is read when a shell opened it",
  () =>
    withFolder(async (folder) => {
      await film(`${folder}/end.mp4`);
      const { code, err } = await shell(`${READ} < end.mp4`, folder);
      assert.equal(code, 0, err);
      assert.equal((await decode(`${folder}/out.png`)).width, 320);
    }),
);

ffmpegTest(
  "from a pipe, the index must come first: otherwise the error says what to do",
  () =>
    withFolder(async (folder) => {
      const large = "-f lavfi -i testsrc2=size=1280x720:rate=30:duration=3 -pix_fmt yuv420p -qp 1";
      await ffmpeg(`${large} ${folder}/end.mp4`); // larger than what is read ahead
      await ffmpeg(`${large} -movflags +faststart ${folder}/first.mp4`);
      const late = await shell(`cat end.mp4 | ${READ} --frames 3`, folder);
      assert.equal(late.code, 1);
      assert.match(
        late.err,
        /the index of this film is at its end, .*; give the file itself .*\+faststart/,
      );
      const { code, err } = await shell(`cat first.mp4 | ${READ} --frames 3`, folder);
      assert.equal(code, 0, err);
    }),
);

ffmpegTest(
  "what a shell has read of a file before is not read again",
  () =>
    withFolder(async (folder) => {
      await ffmpeg(
        `-f lavfi -i testsrc2=size=160x90:rate=10:duration=1 -pix_fmt yuv420p ${folder}/a.y4m`,
      );
      const { code, err } = await shell(
        `{ head -c 0 >/dev/null; read -r -N 3; ${READ}; } < a.y4m`,
        folder,
      );
      assert.equal(code, 1, err);
      assert.match(err, /Cannot read "standard input"/);
    }),
);
