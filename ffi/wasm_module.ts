/**
 * Where the WebAssembly kernels come from. Apart from `kernels_wasm.ts`, which is also bundled, and no bundler can take
 * the import that is needed here.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";
import { prebuiltWasm } from "./wasm_file.js";

const LOCAL_BUILD = new URL("native/build/scrim-kernels.wasm", import.meta.url);

async function localBuild(): Promise<WebAssembly.Module | null> {
  if (LOCAL_BUILD.protocol !== "file:") return null;
  const mayRead = Deno.permissions.querySync({ name: "read", path: LOCAL_BUILD });
  if (mayRead.state !== "granted") return null;
  try {
    return await WebAssembly.compile(await Deno.readFile(LOCAL_BUILD));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * The compiled kernels: a local build where that may be read, else the prebuilt file beside this module, which may be
 * remote: then it comes with the modules and stays in Deno's cache. Can be sent to a thread that may load nothing.
 *
 * @throws {ScrimError} `NATIVE` when there are none
 */
export async function readWasmKernels(): Promise<WebAssembly.Module> {
  try {
    return await localBuild() ?? await prebuiltWasm();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScrimError(`Cannot load the WebAssembly kernels: ${reason}`, {
      code: "NATIVE",
      hint: "load Scrim anew (--reload), or run `deno run -A ffi/native/build.ts` in a checkout",
      cause,
    });
  }
}
