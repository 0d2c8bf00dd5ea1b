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
  /** Sends SIGTERM and waits for the end. */
  stop(signal?: Deno.Signal): Promise<ScrimEnd>;
}

/** Starts Scrim. */
export function startScrim(args: readonly string[], options: StartOptions = {}): ScrimRun {
  const process = start(["deno", "run", "-A", "mod.ts", ...args], { seconds: 120, ...options });
  const end = process.finished.then((finished) => ({ arguments: args, ...finished }));
  return {
    process,
    end,
    stop: (signal = "SIGTERM") => {
      process.kill(signal);
      return end;
    },
  };
}

/** Runs Scrim to its own end. */
export function runScrim(args: readonly string[], options: StartOptions = {}): Promise<ScrimEnd> {
  return startScrim(args, options).end;
}
