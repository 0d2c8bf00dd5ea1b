import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { kernelSymbols } from "../../ffi/symbols.ts";
import { nativeName } from "../../ffi/native/compile.ts";
import { outputOf, skipWithout, skipWithoutAarch64 } from "./compilers.ts";

const SOURCES = new URL("../../ffi/native/", import.meta.url);
const PREBUILT = new URL("../../ffi/native/prebuilt/", import.meta.url);
const LIBRARY = fileURLToPath(new URL("scrim-x86_64-linux.so", PREBUILT));
const NEWEST_GLIBC = [2, 27];

async function assertNeedsOldLibcOnly(library: string): Promise<void> {
  const needed = await outputOf("readelf", "-dW", library);
  const libraries = [...needed.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);
  assert.deepEqual(libraries, ["libc.so.6"]);
  const symbols = await outputOf("readelf", "-VW", library);
  const versions = [...symbols.matchAll(/GLIBC_(\d+)\.(\d+)/g)];
  assert.ok(versions.length > 0);
  for (const [name, major, minor] of versions) {
    const fits = Number(major) === NEWEST_GLIBC[0] && Number(minor) <= NEWEST_GLIBC[1];
    assert.ok(fits, `${name} is newer than GLIBC_2.27`);
  }
}

async function exportsOf(library: string): Promise<string[]> {
  const text = await outputOf("readelf", "--dyn-syms", "-W", library);
  return text.split("\n").map((line) => line.trim().split(/\s+/))
    .filter((row) => row[3] === "FUNC" && row[6] !== "UND").map((row) => row[7]).sort();
}

/** What `scrim.h` declares, kernels once more for each of the suffixes. */
function declared(...suffixes: string[]): string[] {
  const header = ["scrim.h", "kernels.h"]
    .map((name) => Deno.readTextFileSync(new URL(name, SOURCES))).join("\n");
  const names = [...header.matchAll(/^SCRIM_API [^;]*?(?:SCRIM_KERNEL\((\w+)\)|(scrim_\w+)\()/gm)];
  assert.ok(names.length > 40);
  return names.flatMap(([, kernel, plain]) =>
    kernel ? ["", ...suffixes].map((suffix) => `scrim_${kernel}${suffix}`) : [plain]
  ).sort();
}

const readelf = skipWithout("readelf");

Deno.test({
  name: `the prebuilt library needs libc only, and nothing newer than GLIBC_2.27${readelf.note}`,
  ignore: readelf.ignore,
  fn: () => assertNeedsOldLibcOnly(LIBRARY),
});

Deno.test({
  name:
    `the prebuilt library exports scrim.h, every kernel for each level, and nothing else${readelf.note}`,
  ignore: readelf.ignore,
  fn: async () => {
    const exported = await exportsOf(LIBRARY);
    assert.deepEqual(exported, declared("_v3", "_v4"));
    for (const name of Object.keys(kernelSymbols)) assert.ok(exported.includes(name), name);
  },
});

const aarch64 = skipWithoutAarch64();

Deno.test({
  name:
    `the prebuilt library for aarch64 exports scrim.h and needs nothing newer than GLIBC_2.27${readelf.note}`,
  ignore: readelf.ignore,
  fn: async () => {
    const library = fileURLToPath(new URL(nativeName("aarch64"), PREBUILT));
    assert.match(await outputOf("readelf", "-hW", library), /Machine: +AArch64/);
    assert.deepEqual(await exportsOf(library), declared());
    await assertNeedsOldLibcOnly(library);
  },
});

Deno.test("the WebAssembly kernels import the arena's memory only, and keep below its first page", async () => {
  const bytes = await Deno.readFile(new URL("scrim-kernels.wasm", PREBUILT));
  const module = await WebAssembly.compile(bytes);
  const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) =>
    `${from}.${name}`
  );
  assert.deepEqual(imports, ["env.memory"]);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  for (const name of Object.keys(kernelSymbols)) assert.ok(exported.includes(name), name);
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 32768, shared: true });
  const view = new Uint8Array(memory.buffer);
  view.fill(0xa5, 65536);
  await WebAssembly.instantiate(module, { env: { memory } });
  assert.ok(view.subarray(65536).every((byte) => byte === 0xa5), "constants reach into the arena");
});

const clang = skipWithout("clang-19", "ld.lld-19");

Deno.test({
  name: `the prebuilt files are what the sources give, byte for byte${clang.note}${aarch64.note}`,
  ignore: clang.ignore || aarch64.ignore || Deno.build.arch !== "x86_64",
  fn: async () => {
    const script = fileURLToPath(new URL("../../ffi/native/build.ts", import.meta.url));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, "--check"],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});
