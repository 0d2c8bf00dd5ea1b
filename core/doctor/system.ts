/**
 * What the doctor looks at, and what it finds. Checks read this port only, so that tests can hand them other machines.
 *
 * @module
 */
import type { DeviceDetails } from "../devices/device_info.ts";

/** A program's end. */
export interface Ran {
  readonly code: number;
  /** Its standard output. */
  readonly out: string;
}

/** A machine, as far as the doctor asks. Nothing is changed by asking. */
export interface DoctorSystem {
  /** The text of a file, `null` where it cannot be read. */
  readText(path: string): string | null;
  /** The bytes of a file, `null` where it cannot be read. */
  readBytes(path: string): Uint8Array | null;
  /** The names in a folder, `null` where there is none or it cannot be read. */
  list(path: string): readonly string[] | null;
  /** Runs a program; `null`: there is no such program, or it may not be run. */
  run(program: string, args: readonly string[]): Promise<Ran | null>;
  /** Whether a shared library can be opened: `libv4l2.so.0`. */
  opensLibrary(name: string): boolean;
  /** Where Scrim's native library is. @throws {ScrimError} `NATIVE` when there is none that can be used */
  nativeLibrary(): Promise<string>;
  /** Every V4L2 node. @throws when devices cannot be reached at all */
  survey(): Promise<readonly DeviceDetails[]>;
  /** Whether Deno was given a permission whole. */
  allows(permission: "read" | "write" | "net" | "run" | "env" | "ffi"): Promise<boolean>;
  /** Deno's version. */
  readonly deno: string;
  /** `uname -r`. */
  readonly kernel: string;
  readonly cores: number;
}

/** `problem`: no picture gets from a camera to a virtual camera. `warning`: something else will not work. */
export type Status = "ok" | "warning" | "problem";

/** One thing that was looked at. */
export interface Finding {
  /** For programs: `loopback-version`. */
  readonly id: string;
  readonly status: Status;
  /** What is. */
  readonly text: string;
  /** What to do; `null` when nothing is to be done. */
  readonly todo: string | null;
}

/** Makes a finding of a status. */
export function finding(
  status: Status,
  id: string,
  text: string,
  todo: string | null = null,
): Finding {
  return { id, status, text, todo };
}

/** Whether version `a` is below `b`: numbers with dots between, what follows them is ignored. */
export function isBelow(a: string, b: string): boolean {
  const numbers = (text: string): number[] => /^[\d.]*/.exec(text)![0].split(".").map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
