import assert from "node:assert/strict";
import { fileURLToPath, pathToFileURL } from "node:url";
import { PREBUILT } from "../../ffi/abi.ts";

const FFI = fileURLToPath(new URL("../../ffi/", import.meta.url));
const HASH = "0123456789abcdef";

async function sha256sum(path: string): Promise<string> {
  const { success, stdout } = await new Deno.Command("sha256sum", { args: [path] }).output();
  assert.ok(success, path);
  return new TextDecoder().decode(stdout).slice(0, 64);
}

Deno.test("PREBUILT pins every prebuilt library, as sha256sum sees it", async () => {
  const folder = `${FFI}native/prebuilt`;
  const libraries = [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".so")).sort();
  assert.deepEqual(Object.keys(PREBUILT), libraries);
  for (const name of libraries) {
    assert.equal(PREBUILT[name], await sha256sum(`${folder}/${name}`), name);
  }
});

Deno.test("writeAbiFile pins sources and libraries; isAbiFileRight finds that either is another one", async () => {
  const folder = await Deno.makeTempDir({ prefix: "scrim-abi-" });
  try {
    await Deno.mkdir(`${folder}/native/prebuilt`, { recursive: true });
    await Deno.copyFile(`${FFI}abi.ts`, `${folder}/abi.ts`);
    await Deno.copyFile(`${FFI}native/abi_file.ts`, `${folder}/native/abi_file.ts`);
    const prebuilt = pathToFileURL(`${folder}/native/prebuilt/`);
    for (const name of ["b.so", "a.so", "other.wasm"]) {
      await Deno.writeTextFile(new URL(name, prebuilt), name);
    }
    const { writeAbiFile, isAbiFileRight }: typeof import("../../ffi/native/abi_file.ts") =
      await import(pathToFileURL(`${folder}/native/abi_file.ts`).href);

    assert.equal(await isAbiFileRight(HASH, prebuilt), false);
    await writeAbiFile(HASH, prebuilt);
    assert.equal(await isAbiFileRight(HASH, prebuilt), true);
    const written = await import(pathToFileURL(`${folder}/abi.ts`).href);
    assert.equal(written.SOURCE_HASH, 0x0123456789abcdefn);
    assert.deepEqual(Object.entries(written.PREBUILT), [
      ["a.so", await sha256sum(`${folder}/native/prebuilt/a.so`)],
      ["b.so", await sha256sum(`${folder}/native/prebuilt/b.so`)],
    ]);

    assert.equal(await isAbiFileRight(HASH.replace("0", "1"), prebuilt), false);
    await Deno.writeTextFile(new URL("b.so", prebuilt), "c.so");
    assert.equal(await isAbiFileRight(HASH, prebuilt), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
