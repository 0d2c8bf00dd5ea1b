/**
 * How the C sources are compiled. `library.c` once; `v4l2*.c` once and only for Linux; everything else is a kernel and is
 * compiled for each instruction set.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { cSources } from "./source_hash.ts";

const HERE = new URL("./", import.meta.url);
const COMPILER = "clang-19";
const COMPILER_VERSION = "19.1.7";

/** The file name of the shared library for such a machine. */
export function nativeName(arch: string = Deno.build.arch): string {
  return `scrim-${arch}-linux.so`;
}
/** The file name of the WebAssembly kernels. */
export const WASM_NAME = "scrim-kernels.wasm";

/** The warnings that every compiler must find nothing for. */
export const WARNINGS: readonly string[] = [
  "-Wall",
  "-Wextra",
  "-Werror",
  "-Wconversion",
  "-Wshadow",
  "-Wstrict-prototypes",
  "-Wmissing-prototypes",
  "-Wvla",
  // Vectors are handed to inlined functions only, so how they would be passed does not matter.
  "-Wno-psabi",
];

const COMMON = [
  "-std=c17",
  "-O3",
  "-ffp-contract=off",
  "-fvisibility=hidden",
  "-ffile-prefix-map=.=",
  ...WARNINGS,
];

const WASM_PAGE = 65536;
/** The arena's own limit; a module may not import a memory that can grow further than it says. */
const WASM_MAX_MEMORY = 32768 * WASM_PAGE;

interface InstructionSet {
  readonly suffix: string;
  readonly flags: readonly string[];
}

/** By machine; what `library.c` and devices are compiled for comes first. */
const INSTRUCTION_SETS: Readonly<Record<string, readonly InstructionSet[]>> = {
  x86_64: [
    { suffix: "", flags: ["-march=x86-64-v2"] },
    { suffix: "_v3", flags: ["-march=x86-64-v3"] },
    { suffix: "_v4", flags: ["-march=x86-64-v4", "-mprefer-vector-width=512"] },
  ],
  aarch64: [{ suffix: "", flags: [] }],
};

/** Machines that a shared library can be built for, from either. */
export const ARCHES: readonly string[] = Object.keys(INSTRUCTION_SETS);

const once = (name: string): boolean => name === "library.c" || nativeOnly(name);
const nativeOnly = (name: string): boolean => name.startsWith("v4l2");

async function run(args: readonly string[], cwd: string): Promise<void> {
  const child = new Deno.Command(COMPILER, { args: [...args], cwd, env: { LC_ALL: "C" } });
  const { success, stderr } = await child.output().catch((cause) => {
    throw new Error(`Cannot run "${COMPILER}": apt-get install clang-19 lld-19`, { cause });
  });
  if (!success) throw new Error(`Cannot compile: ${new TextDecoder().decode(stderr)}`);
}

async function checkCompiler(): Promise<void> {
  const { stdout } = await new Deno.Command(COMPILER, { args: ["--version"] }).output();
  const text = new TextDecoder().decode(stdout);
  if (!text.includes(COMPILER_VERSION)) {
    throw new Error(`Cannot build with "${text.split("\n")[0]}": wanted ${COMPILER_VERSION}`);
  }
}

/** Objects go to `folder`; names in the outputs are relative to the sources, so the place does not matter. */
async function objects(
  sources: readonly string[],
  options: { folder: string; tag: string; flags: readonly string[] },
): Promise<string[]> {
  const made: string[] = [];
  for (const source of sources) {
    const object = `${options.folder}/${source}${options.tag}.o`;
    await run([...COMMON, ...options.flags, "-c", source, "-o", object], fileURLToPath(HERE));
    made.push(object);
  }
  return made;
}

async function withTemporary(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-objects-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Builds the shared library into `folder`.
 *
 * @param arch one of {@linkcode ARCHES}; for another one than this machine's, Debian's libc6-dev-ARCH-cross and
 * libgcc-12-dev-ARCH-cross must be there
 */
export async function buildNative(
  folder: string,
  hash: string,
  arch: string,
): Promise<void> {
  await checkCompiler();
  const sets = INSTRUCTION_SETS[arch];
  if (!sets) throw new Error(`Cannot build for "${arch}": wanted ${ARCHES.join(" or ")}`);
  const all = await cSources(HERE);
  const target = `--target=${arch}-linux-gnu`;
  const shared = [target, "-fPIC", `-DSCRIM_SOURCE_HASH=0x${hash}`];
  await withTemporary(async (temporary) => {
    const base = [...shared, ...sets[0].flags];
    const single = objects(all.filter(once), { folder: temporary, tag: "", flags: base });
    const kernels = sets.map(({ suffix, flags }) =>
      objects(all.filter((name) => !once(name)), {
        folder: temporary,
        tag: suffix,
        flags: [...shared, ...flags, ...(suffix ? [`-DSCRIM_SUFFIX=${suffix}`] : [])],
      })
    );
    const linked = (await Promise.all([single, ...kernels])).flat();
    await run([
      target,
      "-shared",
      "-nostartfiles",
      "-fuse-ld=lld",
      "-Wl,--build-id=none,-z,defs,-z,now,--gc-sections,--strip-all",
      ...linked,
      "-o",
      `${folder}/${nativeName(arch)}`,
    ], temporary);
  });
}

/** Builds the WebAssembly kernels into `folder`. Their stack and constants stay below the first page of the arena. */
export async function buildWasm(folder: string, hash: string): Promise<void> {
  await checkCompiler();
  const sources = (await cSources(HERE)).filter((name) => !nativeOnly(name));
  const target = [
    "--target=wasm32-unknown-unknown",
    "-msimd128",
    "-mrelaxed-simd",
    "-matomics",
    "-mbulk-memory",
  ];
  await withTemporary(async (temporary) => {
    const linked = await objects(sources, {
      folder: temporary,
      tag: ".wasm",
      flags: [...target, "-ffreestanding", `-DSCRIM_SOURCE_HASH=0x${hash}`],
    });
    await run([
      ...target,
      "-nostdlib",
      "-fuse-ld=lld",
      "-Wl,--no-entry,--export-dynamic,--import-memory,--shared-memory,--stack-first,--strip-all",
      `-Wl,-z,stack-size=${WASM_PAGE / 2},--initial-memory=${WASM_PAGE}`,
      `-Wl,--max-memory=${WASM_MAX_MEMORY}`,
      ...linked,
      "-o",
      `${folder}/${WASM_NAME}`,
    ], temporary);
  });
}
