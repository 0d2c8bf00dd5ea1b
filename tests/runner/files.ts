/**
 * Which files hold tests, and in what order they run.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** They emulate a whole machine, which takes both cores of a small one. */
const ALONE = "tests/device/";

/** Whether a file runs while no other one does. */
export function runsAlone(file: string): boolean {
  return file.startsWith(ALONE);
}

/** Folders whose files take longest. They come first, so that the last ones to end are short. */
const LONGEST: readonly string[] = [
  "tests/native/",
  "tests/quality/",
  "tests/fuzz/",
  "tests/browser/",
  "tests/soak/",
  "tests/publish/",
];

function* walk(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    if (entry.isDirectory) yield* walk(path);
    else if (entry.name.endsWith("_test.ts")) yield path;
  }
}

function rank(file: string): number {
  const found = LONGEST.findIndex((folder) => file.startsWith(folder));
  return found < 0 ? LONGEST.length : found;
}

/**
 * The test files below `paths`, relative to the root of the repository, the longest first.
 *
 * @param paths files or folders, from the folder of this process
 * @throws {Error} naming a path that is not there or holds no tests
 */
export function testFiles(paths: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(path);
    const info = Deno.statSync(absolute);
    const files = info.isDirectory ? [...walk(absolute)] : [absolute];
    if (files.length === 0) throw new Error(`"${path}" holds no file that ends in _test.ts`);
    for (const file of files) found.add(relative(ROOT, file));
  }
  return [...found].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
