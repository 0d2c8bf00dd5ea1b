import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Arena } from "../../core/media/arena.ts";
import { findLibrary } from "../../ffi/load.ts";
import { nativeName } from "../../ffi/native/compile.ts";
import { kernelSymbols } from "../../ffi/symbols.ts";
import { namesIn, temporaryFolder } from "../folders.ts";
import { scrambleAll } from "../kernels_ref/builds.ts";
import { AARCH64, outputOf, type Skip, skipWithout, skipWithoutAarch64 } from "./compilers.ts";
import { compileLibrary, compileProgram, type Compiler } from "./replay/programs.ts";
import { Tape } from "./replay/tape.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = `${ROOT}ffi/native/`;

const kernelSources = namesIn(SOURCES)
  .filter((name) => name.endsWith(".c") && !name.startsWith("v4l2")).map((name) => SOURCES + name);

let recorded: Promise<string> | undefined;

/** The tapes of all comparisons with the oracle in tests/ffi, which run for it once. */
function tapes(): Promise<string> {
  recorded ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "scrim-tapes-" });
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", "--filter", "(taped)", `${ROOT}tests/ffi/`],
      env: { SCRIM_TAPES: folder, NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    assert.ok(success, text.decode(stdout) + text.decode(stderr));
    return folder;
  })();
  return recorded;
}

Deno.test.afterAll(async () => {
  if (recorded) await Deno.remove(await recorded, { recursive: true });
});

interface Build {
  readonly name: string;
  readonly skip: Skip;
  /** What the program that asks is compiled by. */
  readonly compiler: Compiler;
  readonly emulator?: readonly string[];
  readonly suffix?: string;
  /** The library's path; it may be made in `folder`. */
  library(folder: string): Promise<string>;
}

function sanitized(...flags: string[]): Build {
  const sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
  const compiler = { name: "gcc", flags: ["-O1", ...sanitizers, ...flags] };
  return {
    name: ["gcc, ASan, UBSan", ...flags].join(" "),
    skip: skipWithout("gcc"),
    compiler,
    library: (folder) => compileLibrary(kernelSources, folder, compiler),
  };
}

/** The library that runs here: as optimised by the pinned compiler. */
function own(suffix: string, level: string): Build {
  return {
    name: `clang-19${level}`,
    skip: skipWithout("clang-19"),
    compiler: { name: "clang-19", flags: ["-O2"] },
    suffix,
    library: () => Promise.resolve(findLibrary().path),
  };
}

const emulated: Build = {
  name: "prebuilt for aarch64, emulated",
  skip: skipWithoutAarch64(),
  ...AARCH64,
  library: () => Promise.resolve(`${SOURCES}prebuilt/${nativeName("aarch64")}`),
};

const x86 = Deno.build.arch === "x86_64";
const builds: readonly Build[] = [
  sanitized(),
  own("", x86 ? " -march=x86-64-v2" : ""),
  ...(x86 ? [sanitized("-march=x86-64-v3"), own("_v3", " -march=x86-64-v3")] : []),
  emulated,
];

/** Compiles what is needed, and asks a build all that is on tapes; how many calls of each kernel were right. */
async function check(build: Build, paths: readonly string[]): Promise<Map<string, number>> {
  await using folder = await temporaryFolder();
  const library = await build.library(folder.path);
  const program = await compileProgram("check", folder.path, build.compiler);
  const [runner, ...args] = [...build.emulator ?? [], program, library, build.suffix ?? ""];
  const lines = (await outputOf(runner, ...args, ...paths)).trim().split("\n");
  return new Map(lines.map((line) => line.split(" ")).map(([name, n]) => [name, Number(n)]));
}

for (const build of builds) {
  Deno.test({
    name:
      `every kernel equals the oracle in buffers between unreadable pages (${build.name})${build.skip.note}`,
    ignore: build.skip.ignore,
    fn: async () => {
      const folder = await tapes();
      const right = await check(build, namesIn(folder).map((name) => `${folder}/${name}`));
      for (const name of Object.keys(kernelSymbols)) {
        assert.ok((right.get(name) ?? 0) > 100, `${name} was compared ${right.get(name)} times`);
      }
    },
  });
}

/** Kernels that only copy, `extra` bytes too many in each row, and add `more` to each byte. */
function wrongCopy(extra: number, more: number): string {
  return `#include "scrim.h"
int32_t scrim_copy_plane(const uint8_t *source, int32_t source_stride, uint8_t *into,
                         int32_t into_stride, int32_t width, int32_t height) {
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width + ${extra}; x++) {
      into[y * into_stride + x] = (uint8_t)(source[y * source_stride + x] + ${more});
    }
  }
  return 0;
}
`;
}

const clang = skipWithout("clang-19");

Deno.test({
  name:
    `check.c finds a byte that is wrong, one too many, and one outside of the buffer${clang.note}`,
  ignore: clang.ignore,
  fn: async () => {
    await using folder = await temporaryFolder();
    const tape = new Tape();
    const arena = new Arena();
    using kernels = tape.kernels(arena);
    const color = { matrix: "bt601", range: "full" } as const;
    const frame = arena.frame(16, 8, color);
    scrambleAll(1, frame);
    kernels.copy(frame, arena.frame(16, 8, color));
    const path = `${folder.path}/copy.tape`;
    await Deno.writeFile(path, tape.bytes());
    const asked = (source: string) => {
      const compiler = { name: "clang-19", flags: ["-O1"] };
      const library = async (into: string) => {
        await Deno.writeTextFile(`${into}/copy.c`, source);
        return compileLibrary([`${into}/copy.c`], into, compiler);
      };
      return check({ name: "copy", skip: clang, compiler, library }, [path]);
    };
    assert.equal((await asked(wrongCopy(0, 0))).get("scrim_copy_plane"), 3);
    await assert.rejects(
      asked(wrongCopy(0, 1)),
      /scrim_copy_plane\(p, 16, p, 16, 16, 8\), buffers at a page's end: byte 0 of buffer 1 is/,
    );
    await assert.rejects(asked(wrongCopy(1, 0)), /SIGSEGV/);
    await assert.rejects(asked(wrongCopy(-1, 0)), /byte 15 of buffer 1 is/);
  },
});
