/**
 * The prebuilt WebAssembly kernels, as Deno loads a module: once, and later from its cache, without any permission.
 * JavaScript, because TypeScript 6 does not know this kind of import.
 *
 * @module
 */

/**
 * Compiles the file.
 *
 * @returns {Promise<WebAssembly.Module>}
 */
export function prebuiltWasm() {
  return import.source("./native/prebuilt/scrim-kernels.wasm");
}
