/**
 * Scrim's own code for a plugin's thread, as text: a thread that may load nothing is handed all it needs.
 *
 * @module
 */
import { bundlePlugin } from "../bundle/bundle.ts";

/** What every sandboxed thread runs before its plugin. The same for all plugins. */
export interface SandboxProgram {
  /** The thread itself: a module whose default export starts it. */
  readonly thread: string;
  /** What the plugin's realm begins with. */
  readonly realm: string;
  /** A module whose default export starts the kernels in an arena. */
  readonly kernels: string;
  /** The kernels' WebAssembly. */
  readonly wasm: WebAssembly.Module;
}

/**
 * Bundles that code; about 0.1 s. Load it once and use it for every plugin.
 *
 * @param kernels the address of the kernels' module, which `core/` does not know
 * @param wasm their WebAssembly
 * @throws {ScrimError} `PLUGIN` when the bundler cannot be used
 */
export async function loadSandboxProgram(
  kernels: string,
  wasm: WebAssembly.Module,
): Promise<SandboxProgram> {
  const bundle = async (address: string): Promise<string> =>
    (await bundlePlugin(address, { base: import.meta.url })).code;
  const [thread, realm, kernelCode] = await Promise.all([
    bundle(import.meta.resolve("./inside/thread.ts")),
    bundle(import.meta.resolve("./inside/realm.ts")),
    bundle(kernels),
  ]);
  return { thread, realm, kernels: kernelCode, wasm };
}
