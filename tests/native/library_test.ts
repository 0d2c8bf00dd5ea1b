import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { kernelSymbols } from "../../ffi/symbols.ts";
import { skipWithout } from "./compilers.ts";

const PREBUILT = new URL("../../ffi/native/prebuilt/", import.meta.url);
const LIBRARY = fileURLToPath(new URL("scrim-x86_64-linux.so", PREBUILT));
const NEWEST_GLIBC = [2, 27];

async function output(program: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(program, { args }).output();
  assert.ok(success, `${program} ${args.join(" ")}`);
  return new TextDecoder().decode(stdout);
}

const readelf = skipWithout("readelf");

Deno.test({
  name: `the prebuilt library needs libc only, and nothing newer than GLIBC_2.27${readelf.note}`,
  ignore: readelf.ignore,
  fn: async () => {
    const needed = await output("readelf", "-dW", LIBRARY);
    const libraries = [...needed.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);
    assert.deepEqual(libraries, ["libc.so.6"]);
    const symbols = await output("readelf", "-VW", LIBRARY);
    const versions = [...symbols.matchAll(/GLIBC_(\d+)\.(\d+)/g)];
    assert.ok(versions.length > 0);
    for (const [name, major, minor] of versions) {
      const fits = Number(major) === NEWEST_GLIBC[0] && Number(minor) <= NEWEST_GLIBC[1];
      assert.ok(fits, `${name} is newer than GLIBC_2.27`);
    }
  },
});

Deno.test({
  name:
    `the prebuilt library exports every kernel twice and nothing without the prefix${readelf.note}`,
  ignore: readelf.ignore,
  fn: async () => {
    const text = await output("readelf", "--dyn-syms", "-W", LIBRARY);
    const exported = text.split("\n").map((line) => line.trim().split(/\s+/))
      .filter((row) => row[3] === "FUNC" && row[6] !== "UND").map((row) => row[7]);
    assert.deepEqual(exported.filter((name) => !name.startsWith("scrim_")), []);
    for (const name of Object.keys(kernelSymbols)) {
      assert.ok(exported.includes(name) && exported.includes(`${name}_v3`), name);
    }
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
  name: `the prebuilt files are what the sources give, byte for byte${clang.note}`,
  ignore: clang.ignore || Deno.build.arch !== "x86_64",
  fn: async () => {
    const script = fileURLToPath(new URL("../../ffi/native/build.ts", import.meta.url));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, "--check"],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  },
});
