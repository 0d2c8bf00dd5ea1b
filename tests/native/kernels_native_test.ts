import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { WARNINGS } from "../../ffi/native/compile.ts";
import { AARCH64, runProgram, skipWithout, skipWithoutAarch64 } from "./compilers.ts";

const SOURCES = fileURLToPath(new URL("../../ffi/native/", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./", import.meta.url));

function sources(accept: (name: string) => boolean, folder = SOURCES): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".c") && accept(name)).sort().map((name) => folder + name);
}

/** Compiles the test program with all kernels and runs it, on another machine with an emulator. */
async function compileAndRun(
  compiler: string,
  flags: readonly string[],
  emulator: readonly string[] = [],
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-native-" });
  try {
    const kernels = sources((name) => !name.startsWith("v4l2"));
    const program = sources(() => true, PROGRAM);
    const args = ["-std=c17", "-g", ...flags, ...WARNINGS, ...program, ...kernels];
    assert.equal(await runProgram(compiler, [...args, "-o", `${folder}/test`]), null);
    const [runner, ...before] = [...emulator, `${folder}/test`];
    assert.equal(await runProgram(runner, before), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const SANITIZERS = ["-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const gcc = skipWithout("gcc");
const clang = skipWithout("clang-19");
const x86 = Deno.build.arch === "x86_64";
const avx512 = x86 && /\bavx512vbmi2\b/.test(Deno.readTextFileSync("/proc/cpuinfo"));

Deno.test({
  name: `kernels stay inside their buffers and refuse bad arguments (gcc, ASan, UBSan)${gcc.note}`,
  ignore: gcc.ignore,
  fn: async () => {
    await compileAndRun("gcc", SANITIZERS);
    if (x86) await compileAndRun("gcc", [...SANITIZERS, "-march=x86-64-v3"]);
  },
});

Deno.test({
  name: `kernels as optimised by the pinned compiler stay inside their buffers${clang.note}`,
  ignore: clang.ignore,
  fn: async () => {
    await compileAndRun("clang-19", ["-O3", ...(x86 ? ["-march=x86-64-v3"] : [])]);
    await compileAndRun("clang-19", ["-O3", ...(x86 ? ["-march=x86-64-v2"] : [])]);
    if (avx512) await compileAndRun("clang-19", ["-O3", "-march=x86-64-v4"]);
  },
});

const aarch64 = skipWithoutAarch64();

Deno.test({
  name: `kernels for aarch64 stay inside their buffers (emulated)${aarch64.note}`,
  ignore: aarch64.ignore,
  fn: async () => {
    const { compiler, emulator } = AARCH64;
    await compileAndRun(compiler.name, ["-O3", ...compiler.flags], emulator);
  },
});

for (const [compiler, { ignore, note }] of [["gcc", gcc], ["clang-19", clang]] as const) {
  Deno.test({
    name: `${compiler} finds nothing to warn about in any C source${note}`,
    ignore,
    fn: async () => {
      for (const source of sources(() => true)) {
        const args = ["-std=c17", "-O2", ...WARNINGS, "-c", source, "-o", "/dev/null"];
        assert.equal(await runProgram(compiler, args), null, source);
      }
    },
  });
}
