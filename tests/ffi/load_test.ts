import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ScrimError } from "../../core/base/errors.ts";
import { ABI, SOURCE_HASH } from "../../ffi/abi.ts";
import { findLibrary, openLibrary } from "../../ffi/load.ts";
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { kernelSymbols } from "../../ffi/symbols.ts";
import { skipWithout } from "../native/compilers.ts";

const IDENTITY = {
  scrim_abi: { parameters: [], result: "i32" },
  scrim_source_hash: { parameters: [], result: "u64" },
} as const;

function withLibrary<T>(path: string, work: () => T): T {
  const before = Deno.env.get("SCRIM_LIBRARY");
  Deno.env.set("SCRIM_LIBRARY", path);
  try {
    return work();
  } finally {
    if (before === undefined) Deno.env.delete("SCRIM_LIBRARY");
    else Deno.env.set("SCRIM_LIBRARY", before);
  }
}

function isNative(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ScrimError);
    assert.equal(error.code, "NATIVE");
    assert.match(error.message, message);
    assert.ok(error.hint);
    return true;
  };
}

Deno.test("openLibrary opens the library that belongs to these sources, and closes it twice", () => {
  const library = openLibrary(IDENTITY);
  assert.equal(library.symbols.scrim_abi(), ABI);
  assert.equal(library.symbols.scrim_source_hash(), SOURCE_HASH);
  library.close();
  library.close();
});

Deno.test("openLibrary gives each caller a handle of its own", () => {
  const one = openLibrary(IDENTITY);
  const other = openLibrary(IDENTITY);
  one.close();
  assert.equal(other.symbols.scrim_abi(), ABI);
  other.close();
});

Deno.test("openLibrary refuses a symbol that the library does not have, as NATIVE", () => {
  const missing = { scrim_never: { parameters: [], result: "i32" } } as const;
  assert.throws(() => openLibrary(missing), isNative(/^Cannot open the native library ".*": /));
});

Deno.test("findLibrary takes SCRIM_LIBRARY before everything else", () => {
  const { path } = findLibrary();
  const folder = Deno.makeTempDirSync({ prefix: "scrim-load-" });
  try {
    Deno.copyFileSync(path, `${folder}/mine.so`);
    assert.equal(withLibrary(`${folder}/mine.so`, findLibrary).path, `${folder}/mine.so`);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("findLibrary names a SCRIM_LIBRARY that is not there, or is no library", () => {
  assert.throws(
    () => withLibrary("/nowhere/scrim.so", findLibrary),
    isNative(/^Cannot open the native library "\/nowhere\/scrim.so": /),
  );
  const text = fileURLToPath(import.meta.url);
  assert.throws(() => withLibrary(text, findLibrary), isNative(/load_test\.ts": /));
});

const gcc = skipWithout("gcc");

Deno.test({
  name: `findLibrary refuses a library of another abi or other sources, and says which${gcc.note}`,
  ignore: gcc.ignore,
  fn: () => {
    const folder = Deno.makeTempDirSync({ prefix: "scrim-stale-" });
    try {
      for (const [abi, hash] of [[ABI + 1, SOURCE_HASH], [ABI, SOURCE_HASH ^ 1n]] as const) {
        const code = `#include <stdint.h>\nint32_t scrim_abi(void) { return ${abi}; }\n` +
          `uint64_t scrim_source_hash(void) { return ${hash}u; }\n` +
          `int32_t scrim_isa(void) { return 2; }\n`;
        Deno.writeTextFileSync(`${folder}/stale.c`, code);
        const path = `${folder}/stale-${abi}-${hash}.so`;
        const args = ["-shared", "-fPIC", `${folder}/stale.c`, "-o", path];
        assert.ok(new Deno.Command("gcc", { args }).outputSync().success);
        assert.throws(
          () => withLibrary(path, findLibrary),
          isNative(new RegExp(`abi ${abi}, sources ${hash.toString(16)}; wanted abi ${ABI}`)),
        );
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/**
 * V8 (in Deno 2.9) aborts the whole process when it optimises a call of a native function with 30 whole numbers or pointers:
 * five bits count them, and two more than those that are written. Tried: 29 work.
 */
const MOST_PARAMETERS = 29;

Deno.test("no function of the library has more parameters than V8 can pass", () => {
  for (const symbols of [kernelSymbols, DEVICE_SYMBOLS]) {
    for (const [name, { parameters }] of Object.entries(symbols)) {
      assert.ok(parameters.length <= MOST_PARAMETERS, `${name} has ${parameters.length}`);
    }
  }
});
