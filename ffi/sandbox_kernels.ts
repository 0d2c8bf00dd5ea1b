/**
 * The WebAssembly kernels for a plugin's thread in the sandbox, which can load nothing: bundled and handed to it as text.
 *
 * @module
 */
export { startWasmKernels as default } from "./kernels_wasm.ts";
