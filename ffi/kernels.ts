/**
 * The two builds of the kernels, as {@linkcode Kernels}.
 *
 * @module
 */
import type { Arena } from "../core/media/arena.ts";
import type { Kernels } from "../core/media/kernels.ts";
import { startWasmKernels } from "./kernels_wasm.ts";
import { readWasmKernels } from "./wasm_module.ts";

export { type KernelLibrary, openKernelLibrary, openNativeKernels } from "./kernels_native.ts";
export { readWasmKernels };

/**
 * Loads the WebAssembly kernels into `arena`. Only one thread may call them, because their stack is the arena's first page.
 *
 * @throws {ScrimError} `NATIVE` when they are missing or stale; each kernel throws `FORMAT` for bytes outside of the arena
 */
export async function openWasmKernels(arena: Arena): Promise<Kernels> {
  return await startWasmKernels(arena, await readWasmKernels());
}
