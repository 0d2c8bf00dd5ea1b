/** Compilers for tests of C code. @module */

/** Whether a program can be run here. In CI a missing compiler is a failure, so the test runs and says so. */
export function skipWithout(...programs: string[]): { ignore: boolean; note: string } {
  const missing = programs.filter((program) => !canRun(program));
  if (missing.length === 0) return { ignore: false, note: "" };
  return { ignore: Deno.env.get("CI") !== "true", note: ` (needs ${missing.join(", ")})` };
}

function canRun(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Runs a program; its output if it fails. */
export async function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  const command = new Deno.Command(program, { args: [...args], cwd: Deno.cwd() });
  const { success, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return success ? null : text.decode(stdout) + text.decode(stderr);
}
