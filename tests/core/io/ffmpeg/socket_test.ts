import assert from "node:assert/strict";
import { ScrimError } from "../../../../core/base/errors.ts";
import { MeetingPoint } from "../../../../core/io/ffmpeg/socket.ts";
import { namesIn, temporaryFolder } from "../../../folders.ts";

/** Runs `work` with TMPDIR set so, and no other folder of this user's. */
async function withTmpdir(value: string, work: () => Promise<void>): Promise<void> {
  const before = ["TMPDIR", "XDG_RUNTIME_DIR"].map((name) => [name, Deno.env.get(name)] as const);
  Deno.env.set("TMPDIR", value);
  Deno.env.delete("XDG_RUNTIME_DIR");
  try {
    await work();
  } finally {
    for (const [name, was] of before) {
      if (was === undefined) Deno.env.delete(name);
      else Deno.env.set(name, was);
    }
  }
}

/** Whether a program can reach the socket. */
async function answers(meeting: MeetingPoint): Promise<void> {
  (await Deno.connect({ transport: "unix", path: meeting.path })).close();
}

Deno.test("MeetingPoint takes a shorter place where TMPDIR is too long, missing or no folder", async () => {
  await using folder = await temporaryFolder();
  const long = `${folder.path}/${"t".repeat(90)}`;
  await Deno.mkdir(long);
  await Deno.writeTextFile(`${folder.path}/file`, "");
  for (const tmpdir of [long, `${folder.path}/missing`, `${folder.path}/file`]) {
    await withTmpdir(tmpdir, async () => {
      const meeting = await MeetingPoint.open();
      assert.ok(!meeting.path.startsWith(folder.path), meeting.path);
      await answers(meeting);
      await meeting[Symbol.asyncDispose]();
    });
  }
  assert.deepEqual(namesIn(long), [], "nothing stays where it was tried");
});

Deno.test("MeetingPoint lies in TMPDIR while its path is short enough", async () => {
  await using folder = await temporaryFolder("/tmp"); // its path must be short
  await withTmpdir(folder.path, async () => {
    const meeting = await MeetingPoint.open();
    // Random names have not all the same length: some bytes are left.
    const rest = 107 - meeting.path.length - 1;
    await meeting[Symbol.asyncDispose]();
    for (const [length, fits] of [[rest - 8, true], [rest + 8, false]] as const) {
      const tmpdir = `${folder.path}/${"t".repeat(length)}`;
      await Deno.mkdir(tmpdir);
      Deno.env.set("TMPDIR", tmpdir);
      const other = await MeetingPoint.open();
      await answers(other);
      assert.equal(other.path.startsWith(tmpdir), fits, other.path);
      await other[Symbol.asyncDispose]();
    }
  });
});

Deno.test("MeetingPoint names TMPDIR when no folder will do, and says nothing of Deno's", async () => {
  const { makeTempDir } = Deno;
  Deno.makeTempDir = () => Promise.reject(new Deno.errors.NotFound("No such file (os error 2)"));
  try {
    await withTmpdir("/gone", () =>
      assert.rejects(MeetingPoint.open(), (error: unknown) => {
        assert.ok(error instanceof ScrimError);
        assert.match(error.message, /^Cannot make a socket for ffmpeg: TMPDIR "\/gone": no such/);
        assert.match(error.hint ?? "", /TMPDIR/);
        assert.doesNotMatch(error.message, /os error/);
        return true;
      }));
  } finally {
    Deno.makeTempDir = makeTempDir;
  }
});
