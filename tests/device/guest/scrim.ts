/**
 * Scrim as users run it.
 *
 * @module
 */
import type { ScrimEnd } from "../results.ts";
import { type Running, start, type StartOptions } from "./shell.ts";

/** A Scrim that runs. */
export interface ScrimRun {
  readonly process: Running;
  /** Its end, whenever it comes. */
  readonly end: Promise<ScrimEnd>;
  /** Sends a signal and waits for the end; if it hangs, it is killed. */
  stop(signal?: Deno.Signal): Promise<ScrimEnd>;
}

/** Starts Scrim; unless `onDemand` the camera stays open, so that readers see it from their first frame on. */
export function startScrim(
  args: readonly string[],
  { onDemand = false, ...options }: StartOptions & { readonly onDemand?: boolean } = {},
): ScrimRun {
  const words = ["deno", "run", "-A", "mod.ts", ...args, ...(onDemand ? [] : ["--always-on"])];
  const process = start(words, options);
  const end = process.finished.then((finished) => ({ arguments: args, ...finished }));
  const stop = async (signal: Deno.Signal = "SIGTERM"): Promise<ScrimEnd> => {
    process.kill(signal);
    return await end;
  };
  return { process, end, stop };
}

/** Runs Scrim to its own end. */
export function runScrim(args: readonly string[], options: StartOptions = {}): Promise<ScrimEnd> {
  return startScrim(args, options).end;
}

/** Does something while Scrim runs, then ends it. @throws {Error} what `body` threw, with what Scrim said */
export async function during(scrim: ScrimRun, body: () => Promise<void>): Promise<ScrimEnd> {
  try {
    await body();
    return await scrim.stop();
  } catch (error) {
    const { code, stdout, stderr } = await scrim.stop();
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`${what}; Scrim's exit code ${code}: ${stderr}${stdout}`);
  }
}
