import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { declaredIn, isSymbolsFileRight } from "../../ffi/native/symbols_file.ts";
import { DEVICE_SYMBOLS, kernelSymbols } from "../../ffi/native_symbols.ts";

const NATIVE = new URL("../../ffi/native/", import.meta.url);
const IDENTITY = ["scrim_abi", "scrim_source_hash", "scrim_isa"];

/** Each function's parameters and result, as gcc reads the headers. */
async function asGccReads(): Promise<ReadonlyMap<string, readonly string[]>> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/all.c`, '#include "scrim.h"\n');
    const { success, stderr } = await new Deno.Command("gcc", {
      args: [
        ...["-I", fileURLToPath(NATIVE), "-aux-info", `${folder}/all.txt`],
        ...["-fsyntax-only", `${folder}/all.c`],
      ],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const text = await Deno.readTextFile(`${folder}/all.txt`);
    const found = [...text.matchAll(/extern (\w+) (scrim_\w+) \(([^)]*)\);/g)];
    return new Map(found.map(([, result, name, list]) => [name, [result, ...list.split(", ")]]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const BITS: Readonly<Record<string, string>> = {
  int32_t: "i32",
  uint32_t: "u32",
  int64_t: "i64",
  double: "f64",
  "void *": "pointer",
};

Deno.test("the tables of functions are what gcc reads in the headers", async () => {
  const read = await asGccReads();
  const symbols: Deno.ForeignLibraryInterface = { ...kernelSymbols, ...DEVICE_SYMBOLS };
  let compared = 0;
  for (const [name, types] of read) {
    if (IDENTITY.includes(name)) continue;
    const symbol = symbols[name] as Deno.ForeignFunction;
    assert.ok(symbol, `${name} is not in the tables`);
    const [result, ...parameters] = types.filter((type) => type !== "void")
      .map((type) => BITS[type] ?? (type.includes("*") ? "buffer" : type));
    assert.deepEqual([symbol.result, ...symbol.parameters], [result, ...parameters], name);
    compared++;
  }
  // gcc does not write out the functions that are declared by a type of functions.
  const byType = Object.keys(symbols).filter((name) => !read.has(name));
  assert.ok(byType.every((name) => /^scrim_(un)?pack_/.test(name)), `${byType}`);
  assert.equal(compared + byType.length, Object.keys(symbols).length);
  assert.ok(compared > 40, `${compared}`);
});

Deno.test("declaredIn() reads functions by type, and names a type that cannot be passed", () => {
  const header = `
    /* a comment (with, brackets); */
    typedef int32_t scrim_both(const uint8_t *in, double by);
    SCRIM_API scrim_both SCRIM_KERNEL(twice);
    SCRIM_API int64_t scrim_none(void);`;
  assert.deepEqual(
    declaredIn(header).map(({ name, result, parameters }) => [name, result, ...parameters]),
    [["scrim_twice", "i32", "buffer", "f64"], ["scrim_none", "i64"]],
  );
  assert.throws(() => declaredIn("SCRIM_API int32_t scrim_odd(short one);"), /"short one"/);
  assert.throws(() => declaredIn("SCRIM_API scrim_odd scrim_other;"), /"scrim_odd" is unknown/);
});

Deno.test("isSymbolsFileRight() notices a header that changed", async () => {
  assert.equal(await isSymbolsFileRight(NATIVE), true);
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["scrim.h", "kernels.h"]) {
      const header = await Deno.readTextFile(new URL(name, NATIVE));
      await Deno.writeTextFile(
        `${folder}/${name}`,
        header.replace("int32_t step,", "int64_t step,"),
      );
    }
    assert.equal(await isSymbolsFileRight(pathToFileURL(`${folder}/`)), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
