/**
 * The WebAssembly kernels for a plugin's thread in the sandbox. The thread can load nothing, so this module is bundled and passed
 * to it as text.
 *
 * @module
 */
export { startWasmKernels as default } from "./kernels_wasm.ts";
