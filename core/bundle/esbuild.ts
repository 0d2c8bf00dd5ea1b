/**
 * The bundler, fetched when the first plugin from outside needs it, and its child process, which ends with the last job.
 *
 * @module
 */
import type * as Esbuild from "npm:esbuild@0.28.2";
import { ScrimError } from "../errors.ts";

export type { Esbuild };

/** Not written as a literal in `import()`: Deno would fetch the package at the start of every program that has Scrim. */
const SPECIFIER = "npm:esbuild@0.28.2";

/** Jobs under way in this process; they share esbuild's child process as they share its module. */
let jobs = 0;

/**
 * Runs one job. The first one starts a child process (20 ms), the last one ends it: nothing keeps the program alive.
 *
 * The package's WebAssembly build would do without `--allow-run`, but takes 190 MB and half a second of this thread.
 *
 * @throws {ScrimError} `PLUGIN` when the package is not reachable or its program may not be run; what `job` throws
 */
export async function withEsbuild<T>(job: (esbuild: typeof Esbuild) => Promise<T>): Promise<T> {
  const esbuild = await load();
  jobs++;
  try {
    return await job(esbuild);
  } finally {
    if (--jobs === 0) await esbuild.stop();
  }
}

async function load(): Promise<typeof Esbuild> {
  const permission = await Deno.permissions.query({ name: "run" });
  if (permission.state === "denied" || (permission.state === "prompt" && !permission.partial)) {
    throw new ScrimError(`Cannot start the bundler (${SPECIFIER}): no permission to run programs`, {
      code: "PLUGIN",
      hint: "run with -A or --allow-run, or use built-in plugins only",
    });
  }
  try {
    return await import(SPECIFIER);
  } catch (cause) {
    throw new ScrimError(`Cannot load the bundler (${SPECIFIER}): the package is not reachable`, {
      code: "PLUGIN",
      hint: "check the network; it is needed once",
      cause,
    });
  }
}
