/**
 * Compiles the C programs of this folder, and libraries of kernels for them.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { WARNINGS } from "../../../ffi/native/compile.ts";
import { runProgram } from "../compilers.ts";
import { tableSource } from "./table.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const SOURCES = fileURLToPath(new URL("../../../ffi/native/", import.meta.url));

/** A compiler and its flags, in addition to the warnings. */
export interface Compiler {
  readonly name: string;
  readonly flags: readonly string[];
}

async function compile({ name, flags }: Compiler, args: readonly string[]): Promise<void> {
  assert.equal(await runProgram(name, ["-std=c17", ...flags, ...WARNINGS, ...args]), null);
}

/** Compiles `check.c` or `count.c` into `folder` and returns the path. */
export async function compileProgram(
  program: "check" | "count",
  folder: string,
  compiler: Compiler,
): Promise<string> {
  const table = `${folder}/table.c`;
  await Deno.writeTextFile(table, tableSource());
  const sources = [`${HERE}${program}.c`, `${HERE}tape.c`, table];
  const path = `${folder}/${program}`;
  await compile(compiler, ["-I", HERE, "-I", SOURCES, ...sources, "-o", path]);
  return path;
}

/** Compiles C files to a library in `folder` and returns the path. */
export async function compileLibrary(
  sources: readonly string[],
  folder: string,
  compiler: Compiler,
): Promise<string> {
  const path = `${folder}/kernels.so`;
  await compile(compiler, ["-I", SOURCES, "-shared", "-fPIC", ...sources, "-o", path]);
  return path;
}
