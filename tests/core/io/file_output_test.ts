import assert from "node:assert/strict";
import { FileOutput, partialName, writeWhole } from "../../../core/io/file_output.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import { FakeClock } from "../../fake_clock.ts";
import { MemoryLog } from "../../fakes.ts";
import { namesIn, temporaryFolder } from "../../folders.ts";

const NEW = new TextEncoder().encode("new");

/** Writes `new` as every sink does. */
async function write(path: string): Promise<void> {
  const file = await FileOutput.create(path);
  await file.write(NEW);
  await file.finish();
}

const modeOf = (path: string): number => (Deno.statSync(path).mode ?? 0) & 0o7777;

/** Runs `work` while renaming fails as the system says it does with `code`. */
async function whileRenamingFails(code: string, work: () => Promise<void>): Promise<void> {
  const { rename } = Deno;
  Deno.rename = () => Promise.reject(Object.assign(new Error("no"), { code }));
  try {
    await work();
  } finally {
    Deno.rename = rename;
  }
}

Deno.test("FileOutput replaces the file behind symbolic links, and the links stay", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => `${folder.path}/${name}`;
  await Deno.mkdir(at("disk/deep"), { recursive: true });
  await Deno.writeTextFile(at("disk/film"), "old");
  await Deno.symlink("disk/film", at("link"));
  await Deno.symlink("link", at("link to link"));
  await Deno.symlink("disk/not yet", at("dangling"));
  await Deno.symlink("disk/deep", at("short"));
  await Deno.symlink("../above", at("disk/deep/up")); // relative to where the link really is
  for (const name of ["link to link", "dangling", "short/up"]) {
    await write(at(name));
    assert.ok(Deno.lstatSync(at(name)).isSymlink, name);
    assert.equal(await Deno.readTextFile(at(name)), "new", name);
  }
  assert.deepEqual(namesIn(at("disk")), ["above", "deep", "film", "not yet"]);
  assert.deepEqual(namesIn(folder.path), ["dangling", "disk", "link", "link to link", "short"]);
  await Deno.symlink("round", at("round"));
  await assert.rejects(FileOutput.create(at("round")), /too many symbolic links/);
});

Deno.test("FileOutput keeps the permissions of the file that it replaces, and no others see it before", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/film`;
  for (const mode of [0o600, 0o640, 0o664, 0o755]) {
    await Deno.writeTextFile(path, "old");
    await Deno.chmod(path, mode);
    const file = await FileOutput.create(path);
    assert.equal(modeOf(file.place) & ~mode & 0o077, 0, "nobody more may read it meanwhile");
    await file.write(NEW);
    await file.finish();
    assert.equal(modeOf(path), mode);
    assert.equal(await Deno.readTextFile(path), "new");
  }
  await Deno.remove(path);
  await Deno.writeTextFile(`${folder.path}/usual`, "");
  await write(path);
  assert.equal(modeOf(path), modeOf(`${folder.path}/usual`), "a new file has the usual ones");
});

Deno.test({
  name: "FileOutput keeps the owner of the file that it replaces, where the system lets it",
  ignore: Deno.uid() !== 0, // only root may give files away
  fn: async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/film`;
    await Deno.writeTextFile(path, "old", { mode: 0o640 });
    await Deno.chown(path, 12345, 54321);
    await write(path);
    const { uid, gid } = Deno.statSync(path);
    assert.deepEqual([uid, gid, modeOf(path)], [12345, 54321, 0o640]);
  },
});

Deno.test("FileOutput writes files of the longest names, and refuses longer ones at once", async () => {
  await using folder = await temporaryFolder();
  for (const name of [`${"f".repeat(251)}.mkv`, `${"ü".repeat(125)}.y4m`]) {
    const path = `${folder.path}/${name}`;
    assert.ok(partialName(path).endsWith(name.slice(-4)), "ffmpeg looks at the ending");
    await write(path);
    assert.equal(await Deno.readTextFile(path), "new");
  }
  const long = `${folder.path}/${"f".repeat(256)}`;
  await assert.rejects(FileOutput.create(long), /its name is too long \(ENAMETOOLONG\)/);
});

Deno.test("FileOutput writes into a file that keeps its place because it is mounted", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/film`;
  await Deno.writeTextFile(path, "much longer than what follows");
  await whileRenamingFails("EBUSY", () => write(path));
  assert.equal(await Deno.readTextFile(path), "new");
  assert.deepEqual(namesIn(folder.path), ["film"]);
});

Deno.test("FileOutput never deletes what is finished, and says where it lies", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/film`;
  for (const code of ["EPERM", "EIO", "EROFS", "EXDEV", "ENOSPC"]) {
    await whileRenamingFails(code, () =>
      assert.rejects(write(path), (error: unknown) => {
        assert.ok(error instanceof ScrimError);
        const [, place] = /what was written lies in "(.*)"$/.exec(error.message) ?? [];
        assert.match(error.message, new RegExp(`^Cannot write "${path}": .*${code}`));
        assert.equal(Deno.readTextFileSync(place), "new");
        return true;
      }));
  }
  // A folder takes the name while the file is written.
  const file = await FileOutput.create(path);
  await file.write(NEW);
  await Deno.mkdir(`${path}/full`, { recursive: true });
  await assert.rejects(file.finish(), /what was written lies in/);
  assert.equal(await Deno.readTextFile(file.place), "new");
  await file.discard();
  assert.equal(await Deno.readTextFile(file.place), "new", "nothing deletes it later");
});

Deno.test("FileOutput says that its folder was removed meanwhile, and names no place that is not there", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/sub`);
  const file = await FileOutput.create(`${folder.path}/sub/film`);
  await file.write(NEW);
  await Deno.remove(`${folder.path}/sub`, { recursive: true });
  await assert.rejects(file.finish(), /Cannot write ".*film": no such folder$/);
});

Deno.test("FileOutput says in users' words what the system refuses", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  const cases: readonly [string, RegExp][] = [
    [folder.path, /it is a folder$/],
    [`${folder.path}/no/film`, /no such folder$/],
    [`${folder.path}/file/film`, /a part of the path is not a folder \(ENOTDIR\)$/],
    ["/proc/film.y4m", /no such folder$/],
  ];
  for (const [path, pattern] of cases) {
    await assert.rejects(FileOutput.create(path), (error: unknown) => {
      assert.ok(error instanceof ScrimError);
      assert.match(error.message, pattern);
      assert.doesNotMatch(error.message, /os error|\.[0-9a-f]{8}\./, "no number, no hidden name");
      return true;
    });
  }
});

Deno.test({
  name: "FileOutput says that the disk is full",
  ignore: Deno.build.os !== "linux", // /dev/full
  fn: async () => {
    const file = await FileOutput.create("/dev/full");
    await assert.rejects(
      file.write(NEW),
      /Cannot write "\/dev\/full": the disk is full \(ENOSPC\)$/,
    );
    await file.discard();
    assert.ok(Deno.statSync("/dev/full").isCharDevice);
  },
});

Deno.test("writeWhole keeps a link in its place, as those do who keep their settings in a repository", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(`${folder.path}/unit`, "old");
  await Deno.symlink("unit", `${folder.path}/link`);
  await writeWhole(`${folder.path}/link`, "new", 0o644);
  assert.ok(Deno.lstatSync(`${folder.path}/link`).isSymlink);
  assert.equal(await Deno.readTextFile(`${folder.path}/unit`), "new");
});

async function makePipe(path: string): Promise<string> {
  await new Deno.Command("mkfifo", { args: [path] }).output();
  return path;
}

Deno.test("FileOutput says what it waits for at a named pipe, and stops waiting at once", async () => {
  await using folder = await temporaryFolder();
  const path = await makePipe(`${folder.path}/pipe`);
  const [log, clock, stop] = [new MemoryLog(), new FakeClock(), new AbortController()];
  const creating = FileOutput.create(path, { wait: { log, clock, signal: stop.signal } });
  while (clock.waiting === 0) await clock.advance(0); // it looks at the path first
  await clock.advance(1000);
  assert.deepEqual(log.lines, [`info "${path}" is a named pipe: waiting for what reads it`]);
  stop.abort(new Error("enough"));
  await assert.rejects(creating, /enough/);
  assert.equal(clock.waiting, 0);
});

Deno.test("FileOutput writes into a named pipe as soon as somebody reads it, without a word", async () => {
  await using folder = await temporaryFolder();
  const path = await makePipe(`${folder.path}/pipe`);
  const log = new MemoryLog();
  const reading = Deno.readTextFile(path);
  const file = await FileOutput.create(path, { wait: { log, clock: new FakeClock() } });
  await file.write(NEW);
  await file.finish();
  assert.equal(await reading, "new");
  assert.deepEqual(log.lines, []);
  assert.ok(Deno.statSync(path).isFifo, "it stays a pipe");
});
