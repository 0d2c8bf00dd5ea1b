/**
 * The two builds of the kernels behind the port {@linkcode Kernels}.
 *
 * @module
 */
export { type KernelLibrary, openKernelLibrary, openNativeKernels } from "./kernels_native.ts";
export { openWasmKernels } from "./kernels_wasm.ts";
