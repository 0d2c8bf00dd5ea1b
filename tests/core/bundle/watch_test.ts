import assert from "node:assert/strict";
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { BundleError } from "../../../core/bundle/problem.ts";
import { FileWatcher } from "../../../core/bundle/watch.ts";
import { type Files, type Folder, folderOf } from "./packages.ts";

/** A watcher whose changes are taken one by one. */
interface Watched extends AsyncDisposable {
  readonly folder: Folder;
  readonly watcher: FileWatcher;
  /** The next change: names within the folder, sorted. */
  next(): Promise<readonly string[] | "end">;
  /** Nothing happens for three times as long as it takes to notice. */
  quiet(): Promise<void>;
}

async function watching(files: Files, names: readonly string[]): Promise<Watched> {
  const folder = await folderOf(files);
  await new Promise((resolve) => setTimeout(resolve, 50)); // files younger than the watcher count as changed
  const abort = new AbortController();
  const paths = names.map((name) => `${folder.path}/${name}`);
  const watcher = new FileWatcher(paths, { signal: abort.signal, everyMs: 20 });
  const changes = watcher[Symbol.asyncIterator]();
  let pending: Promise<readonly string[] | "end"> | undefined;
  const next = (): Promise<readonly string[] | "end"> =>
    pending ??= changes.next().then(({ done, value }) => {
      pending = undefined;
      if (done || !value) return "end";
      return [...value].map((path) => path.slice(folder.path.length + 1)).sort();
    });
  return {
    folder,
    watcher,
    next,
    quiet: async () => {
      const timer = Promise.withResolvers<"quiet">();
      setTimeout(() => timer.resolve("quiet"), 80);
      assert.equal(await Promise.race([next(), timer.promise]), "quiet");
    },
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      assert.equal(await next(), "end");
      await folder[Symbol.asyncDispose]();
    },
  };
}

Deno.test("FileWatcher tells of a file that is written, once for several writes, and of no other", async () => {
  await using watched = await watching({ "a.ts": "1", "b.ts": "1", "c.ts": "1" }, ["a.ts", "b.ts"]);
  const { folder } = watched;
  await folder.write({ "c.ts": "2", "new.ts": "1" });
  await watched.quiet();
  await folder.write({ "a.ts": "2" });
  await folder.write({ "a.ts": "3", "b.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts", "b.ts"]);
  await watched.quiet();
  await Deno.readTextFile(`${folder.path}/a.ts`);
  await watched.quiet();
});

Deno.test("FileWatcher tells of a file that an editor replaces by renaming another, again and again", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  const { folder } = watched;
  for (const text of ["2", "3"]) {
    await folder.write({ ".a.ts.swp": text });
    await Deno.rename(`${folder.path}/.a.ts.swp`, `${folder.path}/a.ts`);
    assert.deepEqual(await watched.next(), ["a.ts"]);
    assert.equal(await Deno.readTextFile(`${folder.path}/a.ts`), text);
  }
  // As vim does with a backup: away with the old one, then a new one of the same name.
  await Deno.rename(`${folder.path}/a.ts`, `${folder.path}/a.ts~`);
  await folder.write({ "a.ts": "4" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
});

Deno.test("FileWatcher waits for a file that is away for a moment", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  const path = `${watched.folder.path}/a.ts`;
  await Deno.remove(path);
  const change = watched.next();
  setTimeout(() => Deno.writeTextFileSync(path, "2"), 150); // longer than it takes to settle
  assert.deepEqual(await change, ["a.ts"]);
  assert.equal(await Deno.readTextFile(path), "2");
});

Deno.test("FileWatcher tells of a file that stays away, and of its return", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts"]);
  await Deno.remove(`${watched.folder.path}/a.ts`);
  assert.deepEqual(await watched.next(), ["a.ts"]);
  await watched.folder.write({ "a.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
});

Deno.test("FileWatcher notices a folder that is replaced, and files in it afterwards", async () => {
  await using watched = await watching({ "src/deep/a.ts": "1" }, ["src/deep/a.ts"]);
  const { folder } = watched;
  await Deno.remove(`${folder.path}/src`, { recursive: true });
  await folder.write({ "src/deep/a.ts": "2" });
  assert.deepEqual(await watched.next(), ["src/deep/a.ts"]);
  await folder.write({ "src/deep/a.ts": "3" });
  assert.deepEqual(await watched.next(), ["src/deep/a.ts"]);
});

Deno.test("FileWatcher waits for files and folders that do not exist yet", async () => {
  await using watched = await watching({ "a.ts": "1" }, ["a.ts", "later/b.ts"]);
  await Deno.mkdir(`${watched.folder.path}/later`);
  await watched.quiet();
  await watched.folder.write({ "later/b.ts": "1" });
  assert.deepEqual(await watched.next(), ["later/b.ts"]);
});

Deno.test("FileWatcher takes other files, and tells of those that were written meanwhile", async () => {
  await using watched = await watching({ "a.ts": "1", "src/b.ts": "1" }, ["a.ts"]);
  const { folder, watcher } = watched;
  await folder.write({ "a.ts": "2" });
  assert.deepEqual(await watched.next(), ["a.ts"]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await folder.write({ "src/b.ts": "2" }); // nobody watches it; a bundle made just before does not have it
  watcher.watch([`${folder.path}/src/b.ts`]);
  assert.deepEqual(await watched.next(), ["src/b.ts"]);
  await folder.write({ "a.ts": "3" });
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
  await folder.write({ "mod.ts": "export default ;" });
  await watched.next();
  assert.match(await rebundle(), /mod\.ts:1:16: Unexpected ";"/);
  await folder.write({ "mod.ts": `export { default } from "./src/new.ts";` });
  await watched.next();
  assert.match(await rebundle(), /no such file/);
  await folder.write({ "src/new.ts": "export default 'new';" });
  let code = "";
  do {
    await watched.next();
    code = await rebundle();
  } while (!code.includes('"new"'));
  await folder.write({ "src/new.ts": "export default 'newer';" });
  do {
    await watched.next();
    code = await rebundle();
  } while (!code.includes('"newer"'));
});

Deno.test("FileWatcher ends when its signal is aborted, before or between two changes", async () => {
  await using folder = await folderOf({ "a.ts": "1" });
  const files = [`${folder.path}/a.ts`];
  for await (const _ of new FileWatcher(files, { signal: AbortSignal.abort() })) {
    assert.fail("it was aborted");
  }
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 50);
  for await (const _ of new FileWatcher(files, { signal: abort.signal, everyMs: 10_000 })) {
    assert.fail("nothing has changed");
  }
});
