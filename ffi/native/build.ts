/**
 * Builds the helper library and the WebAssembly kernels from the C files beside this one.
 *
 *     deno run -A ffi/native/build.ts              into ffi/native/build/ (found before prebuilt/)
 *     deno run -A ffi/native/build.ts --prebuilt   into ffi/native/prebuilt/, and writes the source hash to ffi/abi.ts
 *     deno run -A ffi/native/build.ts --check      builds elsewhere and compares every byte with prebuilt/
 *
 * The compiler is pinned, so the same sources give the same bytes everywhere.
 *
 * @module
 */
import { buildNative, buildWasm, NATIVE_NAME, WASM_NAME } from "./compile.ts";
import { sourceHash } from "./source_hash.ts";

const HERE = new URL("./", import.meta.url);
const ABI_FILE = new URL("../abi.ts", import.meta.url);
const HASH_LINE = /^(export const SOURCE_HASH: bigint = )0x[0-9a-f]+n;$/m;

async function buildInto(folder: string, hash: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Promise.all([buildNative(folder, hash), buildWasm(folder, hash)]);
}

async function writeHash(hash: string): Promise<void> {
  const text = await Deno.readTextFile(ABI_FILE);
  const next = text.replace(HASH_LINE, `$10x${hash}n;`);
  if (!HASH_LINE.test(text)) throw new Error(`Cannot find the source hash in "${ABI_FILE}"`);
  if (next !== text) await Deno.writeTextFile(ABI_FILE, next);
}

async function differences(folder: string, hash: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of [NATIVE_NAME, WASM_NAME]) {
    const built = await Deno.readFile(`${folder}/${name}`);
    const kept = await Deno.readFile(new URL(`prebuilt/${name}`, HERE));
    const same = built.length === kept.length && built.every((byte, i) => byte === kept[i]);
    if (!same) found.push(`prebuilt/${name} differs from a fresh build`);
  }
  const abi = await Deno.readTextFile(ABI_FILE);
  if (!abi.includes(`0x${hash}n;`)) found.push("ffi/abi.ts has another source hash");
  return found;
}

async function check(hash: string): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "scrim-build-" });
  try {
    await buildInto(folder, hash);
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
  const hash = await sourceHash(HERE);
  if (mode === "--check") {
    await check(hash);
  } else if (mode === undefined || mode === "--prebuilt") {
    const folder = new URL(mode === undefined ? "build/" : "prebuilt/", HERE);
    await buildInto(folder.pathname, hash);
    await writeHash(hash);
  } else {
    console.error(`Unknown argument "${mode}", wanted --prebuilt or --check`);
    Deno.exit(2);
  }
}
