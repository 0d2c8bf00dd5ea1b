/**
 * The bundler, fetched when the first plugin from outside needs it, and its child process, which ends with the last job.
 *
 * @module
 */
import type * as Esbuild from "npm:esbuild@0.28.2";
import { ScrimError } from "../base/errors.ts";

export type { Esbuild };

/** Not written as a literal in `import()`: Deno would fetch the package at the start of every program that has Scrim. */
const SPECIFIER = "npm:esbuild@0.28.2";

/** The child process: one for all jobs of this program, as they share esbuild's module. */
interface Service {
  /** Rejects a job that is under way when the process is ended early: esbuild itself then never answers. */
  readonly jobs: Set<(reason: Error) => void>;
}

let service: Service | null = null;

/**
 * Runs one job. The first one starts a child process (20 ms), the last one ends it: nothing keeps the program alive.
 *
 * The package's WebAssembly build would do without `--allow-run`, but takes 190 MB and half a second of this thread.
 *
 * @param job what to do with it
 * @param signal ends the child process, and with it every job that is under way: it may be busy for ever, in code that asks
 * nobody
 * @throws {ScrimError} `PLUGIN` when the package is not reachable or its program may not be run; what `job` throws
 */
export async function withEsbuild<T>(
  job: (esbuild: typeof Esbuild) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const esbuild = await load();
  signal.throwIfAborted();
  const mine = service ??= { jobs: new Set() };
  const end = (): void => {
    if (service === mine) service = null;
    const reason = new Error("the bundler was stopped", { cause: signal.reason });
    for (const reject of mine.jobs) reject(reason);
    void esbuild.stop();
  };
  signal.addEventListener("abort", end, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  mine.jobs.add(reject);
  try {
    job(esbuild).then(resolve, reject);
    return await promise;
  } finally {
    signal.removeEventListener("abort", end);
    mine.jobs.delete(reject);
    if (mine.jobs.size === 0 && service === mine) {
      service = null;
      await esbuild.stop();
    }
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
