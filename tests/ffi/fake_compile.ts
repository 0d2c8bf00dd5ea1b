/** Makes a library of `fake_device*.c`. @module */

import { fileURLToPath } from "node:url";

const HERE = new URL("./", import.meta.url);
/** Tried in this order. */
export const COMPILERS = ["cc", "clang", "gcc", "clang-19"];

/** The first C compiler there is. */
export function compiler(): string | null {
  for (const name of COMPILERS) {
    try {
      const command = new Deno.Command(name, {
        args: ["--version"],
        stdout: "null",
        stderr: "null",
      });
      if (command.outputSync().success) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}

let compiled: string | null = null;

/** Compiles the fake device once for a program; where the library is. */
export function compileFake(): string {
  if (compiled !== null) return compiled;
  const name = compiler();
  if (name === null) throw new Error(`Cannot compile the fake device: no ${COMPILERS.join(", ")}`);
  const folder = Deno.makeTempDirSync({ prefix: "scrim-fake-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const sources = ["", "_camera", "_controls", "_loopback", "_nodes"].map((part) =>
    `fake_device${part}.c`
  );
  const flags = [
    "-std=gnu17",
    "-O1",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-shared",
    "-fPIC",
    "-pthread",
  ];
  const args = [...flags, ...sources, "-o", `${folder}/fake.so`];
  const output = new Deno.Command(name, { args, cwd: fileURLToPath(HERE) }).outputSync();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  compiled = `${folder}/fake.so`;
  return compiled;
}
