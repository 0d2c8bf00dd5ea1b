/** Compilers and other programs for tests of C code. @module */
import assert from "node:assert/strict";

/** Whether a test cannot run here, and a note with the reason that is appended to its name. */
export interface Skip {
  readonly ignore: boolean;
  readonly note: string;
}

/** In CI a missing program is a failure, so the test runs and fails. */
function skipFor(missing: readonly string[]): Skip {
  if (missing.length === 0) return { ignore: false, note: "" };
  return { ignore: Deno.env.get("CI") !== "true", note: ` (needs ${missing.join(", ")})` };
}

/** Skips a test unless these programs can run. */
export function skipWithout(...programs: string[]): Skip {
  return skipFor(programs.filter((program) => !canRun(program)));
}

function canRun(program: string): boolean {
  try {
    return succeeds(program, "--version");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function succeeds(program: string, ...args: string[]): boolean {
  return new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync().success;
}

/** A machine other than this one: tests cross-compile programs for it and run them in an emulator. */
export const AARCH64 = {
  compiler: { name: "clang-19", flags: ["--target=aarch64-linux-gnu", "-fuse-ld=lld"] },
  emulator: ["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"],
} as const;

/** Skips a test unless programs can be compiled for aarch64 and run here. */
export function skipWithoutAarch64(): Skip {
  const { compiler: { name, flags }, emulator } = AARCH64;
  const missing = [name, "ld.lld-19", emulator[0]].filter((program) => !canRun(program));
  const links = () =>
    succeeds(name, ...flags, "-shared", "-x", "c", "/dev/null", "-o", "/dev/null");
  if (missing.length === 0 && !links()) missing.push("libc6-dev and libgcc-12-dev for arm64-cross");
  return skipFor(missing);
}

/** Runs a program. Returns its output if it fails, otherwise `null`. */
export async function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  const command = new Deno.Command(program, { args: [...args], cwd: Deno.cwd() });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return success ? null : text.decode(stdout) + text.decode(stderr);
}

/** The output of a program, which must succeed. */
export async function outputOf(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr, code, signal } = await new Deno.Command(program, { args })
    .output();
  const text = new TextDecoder();
  const end = `${[program, ...args].slice(0, 4).join(" ")} ended with ${signal ?? code}`;
  assert.ok(success, `${end}\n${text.decode(stderr)}${text.decode(stdout)}`);
  return text.decode(stdout);
}
