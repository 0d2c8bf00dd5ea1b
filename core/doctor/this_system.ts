/**
 * The machine that Scrim runs on, for the doctor.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { Platform } from "../run/platform.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { DoctorSystem, Ran } from "./system.ts";

/** Programs that only root's PATH has on some systems are found, too; messages are in English. */
const ENVIRONMENT = { LC_ALL: "C" };
const LONGEST_RUN_MS = 10_000;

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null; // not there, or not for us: the same to the doctor
  }
}

async function run(
  program: string,
  args: readonly string[],
  clock: Clock,
): Promise<Ran | null> {
  const tooLong = new AbortController();
  const endLimit = clock.after(LONGEST_RUN_MS, () => tooLong.abort());
  try {
    const { code, stdout } = await new Deno.Command(program, {
      args: [...args],
      env: ENVIRONMENT,
      stdin: "null",
      stderr: "null",
      signal: tooLong.signal,
    }).output();
    return { code, out: new TextDecoder().decode(stdout) };
  } catch {
    return null; // no such program, or not allowed
  } finally {
    endLimit();
  }
}

/** This machine. */
export function thisSystem(platform: Platform, log: Log): DoctorSystem {
  return {
    readText: (path) => orNull(() => Deno.readTextFileSync(path)),
    readBytes: (path) => orNull(() => Deno.readFileSync(path)),
    list: (path) => orNull(() => Array.from(Deno.readDirSync(path), ({ name }) => name)),
    run: (program, args) => run(program, args, platform.clock),
    opensLibrary: (name) => platform.opensLibrary(name),
    nativeLibrary: () => platform.nativeLibrary(),
    survey: async () => {
      using devices = await platform.devices({ ffi: true, log });
      if (devices) return devices.survey();
      throw new ScrimError("there is no native library", { code: "NATIVE" });
    },
    allows: async (name) => (await Deno.permissions.query({ name })).state === "granted",
    deno: Deno.version.deno,
    kernel: Deno.osRelease(),
    cores: navigator.hardwareConcurrency,
  };
}
