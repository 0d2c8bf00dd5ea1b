/**
 * The WebAssembly kernels for a plugin's thread behind the wall, which can load nothing: bundled and handed to it as text.
 *
 * @module
 */
export { startWasmKernels as default } from "./kernels_wasm.ts";
