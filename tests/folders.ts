/**
 * Folders for files that tests write.
 *
 * @module
 */

/** A folder that goes away with the test, in `dir` or where temporary files lie. */
export async function temporaryFolder(dir?: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "scrim-io-", dir });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** A folder of this process's own for temporary files, until the test ends: other tests and programs put theirs elsewhere. */
export async function ownTemporaries(): Promise<{ path: string } & AsyncDisposable> {
  const before = Deno.env.get("TMPDIR");
  const folder = await temporaryFolder();
  Deno.env.set("TMPDIR", folder.path);
  return {
    path: folder.path,
    [Symbol.asyncDispose]: async () => {
      if (before === undefined) Deno.env.delete("TMPDIR");
      else Deno.env.set("TMPDIR", before);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The names in a folder, sorted. */
export function namesIn(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}
