/**
 * Builds the helper library and the WebAssembly kernels from the C files beside this one.
 *
 *     deno run -A ffi/native/build.ts                  into ffi/native/build/ (found before prebuilt/)
 *     deno run -A ffi/native/build.ts --target=ARCH    the library for another machine, x86_64 or aarch64, into build/, too
 *     deno run -A ffi/native/build.ts --prebuilt       for every machine into ffi/native/prebuilt/, and pins these in ffi/abi.ts
 *     deno run -A ffi/native/build.ts --check          builds elsewhere and compares every byte with prebuilt/
 *
 * Each writes the hash of the sources to ffi/abi.ts and the functions of the headers to ffi/native_symbols.ts, but for the last,
 * which compares these, too.
 *
 * The compiler is pinned, so the same sources give the same bytes everywhere.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { isAbiFileRight, writeAbiFile } from "./abi_file.ts";
import { ARCHES, buildNative, buildWasm, nativeName, WASM_NAME } from "./compile.ts";
import { sourceHash } from "./source_hash.ts";
import { isSymbolsFileRight, writeSymbolsFile } from "./symbols_file.ts";

const HERE = new URL("./", import.meta.url);
const PREBUILT = new URL("prebuilt/", HERE);

async function buildInto(folder: string, hash: string, arches: readonly string[]): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const libraries = arches.map((arch) => buildNative(folder, hash, arch));
  await Promise.all([...libraries, buildWasm(folder, hash)]);
}

async function differences(folder: string, hash: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of [...ARCHES.map(nativeName), WASM_NAME]) {
    const built = await Deno.readFile(`${folder}/${name}`);
    const kept = await Deno.readFile(new URL(name, PREBUILT));
    const same = built.length === kept.length && built.every((byte, i) => byte === kept[i]);
    if (!same) found.push(`prebuilt/${name} differs from a fresh build`);
  }
  if (!await isAbiFileRight(hash, PREBUILT)) found.push("ffi/abi.ts has other hashes");
  if (!await isSymbolsFileRight(HERE)) found.push("ffi/native_symbols.ts has other functions");
  return found;
}

async function check(hash: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-build-" });
  try {
    await buildInto(folder, hash, ARCHES);
    const found = await differences(folder, hash);
    if (found.length > 0) {
      console.error(`${found.join("\n")}\nrun: deno run -A ffi/native/build.ts --prebuilt`);
      Deno.exit(1);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [mode] = Deno.args;
  const arch = mode?.match(/^--target=(.+)$/)?.[1];
  const hash = await sourceHash(HERE);
  const refresh = async (prebuilt?: URL): Promise<void> => {
    await writeSymbolsFile(HERE);
    await writeAbiFile(hash, prebuilt);
  };
  if (mode === "--check") {
    await check(hash);
  } else if (mode === "--prebuilt") {
    await buildInto(fileURLToPath(PREBUILT), hash, ARCHES);
    await refresh(PREBUILT);
  } else if (mode === undefined || arch) {
    await buildInto(fileURLToPath(new URL("build/", HERE)), hash, [arch ?? Deno.build.arch]);
    await refresh();
  } else {
    console.error(`Unknown argument "${mode}", wanted --target=ARCH, --prebuilt or --check`);
    Deno.exit(2);
  }
}
