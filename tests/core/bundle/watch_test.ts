import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { BundleError } from "../../../core/bundle/problem.ts";
import { FileWatcher } from "../../../core/bundle/watch.ts";
import { type Files, type Folder, folderOf } from "./packages.ts";
import { FakeClock } from "../../fake_clock.ts";

/** A watcher whose changes are taken one by one, on a fake clock. */
interface Watched extends AsyncDisposable {
  readonly folder: Folder;
  readonly watcher: FileWatcher;
  readonly clock: FakeClock;
  /** Writes files, each later than everything before. */
  write(files: Files): Promise<void>;
  /** The next change: names within the folder, sorted. */
  next(): Promise<readonly string[] | "end">;
  /** Nothing happens for three times as long as it takes to notice. */
  quiet(): Promise<void>;
}

async function watching(files: Files, names: readonly string[]): Promise<Watched> {
  const folder = await folderOf(files);
  const abort = new AbortController();
  const paths = names.map((name) => `${folder.path}/${name}`);
  // By this clock everything on the disk is old, unless a test dates it.
  const clock = new FakeClock({ dateAtZero: Date.UTC(2100, 0, 1) });
  const watcher = new FileWatcher(paths, { clock, signal: abort.signal, everyMs: 20 });
  const changes = watcher[Symbol.asyncIterator]();
  let pending: Promise<readonly string[] | "end"> | undefined;
  const ask = (): Promise<readonly string[] | "end"> =>
    pending ??= changes.next().then(({ done, value }) => {
      pending = undefined;
      if (done || !value) return "end";
      return [...value].map((path) => path.slice(folder.path.length + 1)).sort();
    });
  let written = 0;
  return {
    folder,
    watcher,
    clock,
    write: async (files) => {
      await folder.write(files);
      // The system dates files in steps of some milliseconds: two writes within one would look like one.
      written++;
      for (const name of Object.keys(files)) {
        Deno.utimeSync(`${folder.path}/${name}`, written, written);
      }
    },
    next: () => clock.drive(ask()),
    quiet: async () => {
      let changed: unknown = "quiet";
      ask().then((change) => changed = change);
      await clock.advance(80);
      assert.equal(changed, "quiet");
    },
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      assert.equal(await ask(), "end");
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("FileWatcher tells of a file that is written, once for several writes, and of no other", async () => {
  await using watched = await watching({ "a.ts": "1", "b.ts": "1", "c.ts": "1" }, ["a.ts", "b.ts"]);
  const { folder } = watched;
  await watched.write({ "c.ts": "2", "new.ts": "1" });
  await watched.quiet();
  await watched.write({ "a.ts": "2" });
  await watched.write({ "a.ts": "3", "b.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts", "b.ts"]);
  await watched.quiet();
  await Deno.readTextFile(`${folder.path}/a.ts`);
  await watched.quiet();
});

Deno.test("FileWatcher tells of a file that an editor replaces by renaming another, again and again", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  const { folder } = watched;
  for (const text of ["2", "3"]) {
    await watched.write({ ".a.ts.swp": text });
    await Deno.rename(`${folder.path}/.a.ts.swp`, `${folder.path}/a.ts`);
    assert.deepEqual(await watched.next(), ["a.ts"]);
    assert.equal(await Deno.readTextFile(`${folder.path}/a.ts`), text);
  }
  // As vim does with a backup: away with the old one, then a new one of the same name.
  await Deno.rename(`${folder.path}/a.ts`, `${folder.path}/a.ts~`);
  await watched.write({ "a.ts": "4" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
});

Deno.test("FileWatcher waits for a file that is away for a moment", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  const path = `${watched.folder.path}/a.ts`;
  await Deno.remove(path);
  watched.clock.after(150, () => { // longer than it takes to settle
    Deno.writeTextFileSync(path, "2");
    Deno.utimeSync(path, 1, 1); // it may be the same inode, within the same step of the system's clock
  });
  assert.deepEqual(await watched.next(), ["a.ts"]);
  assert.equal(await Deno.readTextFile(path), "2");
});

Deno.test("FileWatcher tells of a file that stays away, and of its return", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  await Deno.remove(`${watched.folder.path}/a.ts`);
  assert.deepEqual(await watched.next(), ["a.ts"]);
  await watched.write({ "a.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
});

Deno.test("FileWatcher notices a folder that is replaced, and files in it afterwards", async () => {
  await using watched = await watching({ "src/deep/a.ts": "1" }, ["src/deep/a.ts"]);
  const { folder } = watched;
  await Deno.remove(`${folder.path}/src`, { recursive: true });
  await watched.write({ "src/deep/a.ts": "2" });
  assert.deepEqual(await watched.next(), ["src/deep/a.ts"]);
  await watched.write({ "src/deep/a.ts": "3" });
  assert.deepEqual(await watched.next(), ["src/deep/a.ts"]);
});

Deno.test("FileWatcher waits for files and folders that do not exist yet", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts", "later/b.ts"]);
  await Deno.mkdir(`${watched.folder.path}/later`);
  await watched.quiet();
  await watched.write({ "later/b.ts": "1" });
  assert.deepEqual(await watched.next(), ["later/b.ts"]);
});

Deno.test("FileWatcher takes other files, and tells of those that were written meanwhile", async () => {
  await using watched = await watching({ "a.ts": "1", "src/b.ts": "1" }, ["a.ts"]);
  const { folder, watcher, clock } = watched;
  await watched.write({ "a.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
  const seconds = clock.date() / 1000;
  Deno.utimeSync(`${folder.path}/src/b.ts`, seconds, seconds); // nobody watches it; a bundle made just before does not have it
  watcher.watch([`${folder.path}/src/b.ts`]);
  assert.deepEqual(await watched.next(), ["src/b.ts"]);
  await watched.write({ "a.ts": "3" });
  await watched.quiet();
});

Deno.test("FileWatcher and bundlePlugin follow an author: an error, a file that was missing, a new import", async () => {
  await using watched = await watching({ "deno.json": "{}", "mod.ts": "export default 1;" }, [
    "mod.ts",
  ]);
  const { folder, watcher } = watched;
  const rebundle = async (): Promise<string> => {
    try {
      const { code, files } = await bundlePlugin("./mod.ts", { base: folder.base });
      watcher.watch(files);
      return code;
    } catch (error) {
      assert.ok(error instanceof BundleError);
      watcher.watch(error.files);
      return error.message;
    }
  };
  await watched.write({ "mod.ts": "export default ;" });
  await watched.next();
  assert.match(await rebundle(), /mod\.ts:1:16: Unexpected ";"/);
  await watched.write({ "mod.ts": `export { default } from "./src/new.ts";` });
  await watched.next();
  assert.match(await rebundle(), /no such file/);
  await watched.write({ "src/new.ts": "export default 'new';" });
  let code = "";
  do {
    await watched.next();
    code = await rebundle();
  } while (!code.includes('"new"'));
  await watched.write({ "src/new.ts": "export default 'newer';" });
  do {
    await watched.next();
    code = await rebundle();
  } while (!code.includes('"newer"'));
});

Deno.test("FileWatcher ends when its signal is aborted, before or between two changes", async () => {
  await using folder = await folderOf({ "a.ts": "1" });
  const files = [`${folder.path}/a.ts`];
  const clock = new FakeClock();
  for await (const _ of new FileWatcher(files, { clock, signal: AbortSignal.abort() })) {
    assert.fail("it was aborted");
  }
  const abort = new AbortController();
  clock.after(50, () => abort.abort());
  const watcher = new FileWatcher(files, { clock, signal: abort.signal, everyMs: 10_000 });
  const { done } = await clock.drive(watcher[Symbol.asyncIterator]().next());
  assert.equal(done, true, "nothing has changed");
  assert.ok(clock.now() < 10_000, "it ends at once");
});
