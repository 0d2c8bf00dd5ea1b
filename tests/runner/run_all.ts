/**
 * Many test files, several at a time, each in a process of its own.
 *
 * @module
 */
import { runsAlone } from "./files.ts";
import { type FileResult, runFile, type RunFileOptions } from "./file_run.ts";

/** How files are run. */
export interface RunAllOptions extends RunFileOptions {
  /** How many at a time. */
  readonly jobs: number;
  /** Told of each file when it has ended. */
  readonly onResult: (result: FileResult) => void;
}

/** Runs files in their order, those that need the machine for themselves at the end. Whatever one of them does, all others run, unless the signal is aborted. */
export async function runAll(
  files: readonly string[],
  { jobs, onResult, ...options }: RunAllOptions,
): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  let waiting = files.filter((file) => !runsAlone(file));
  const lane = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      if (options.signal?.aborted) return;
      const result = await runFile(file, options);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  waiting = files.filter(runsAlone);
  await lane();
  return results;
}
