/**
 * Makes the global scope of a worker fit for `@mediapipe/tasks-vision`, which expects a browser.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import moduleFactory from "npm:@mediapipe/tasks-vision@1.1.0/vision_wasm_module_internal.js";

const WASM = "npm:@mediapipe/tasks-vision@1.1.0/vision_wasm_module_internal.wasm";

/** An Emscripten factory: settings in, module out. */
type ModuleFactory = (settings?: Readonly<Record<string, unknown>>) => Promise<unknown>;

interface BrowserScope {
  ModuleFactory?: ModuleFactory;
  WebGL2RenderingContext?: unknown;
  WebGLRenderingContext?: unknown;
  OffscreenCanvas?: unknown;
  custom_dbg?: (text: string) => void;
  console: Record<string, (...parts: unknown[]) => void>;
  fetch: unknown;
}

let program: Promise<WebAssembly.Module> | undefined;

/**
 * Begins to compile MediaPipe, which takes a third of a second: the sooner, the better. Once for all tasks.
 *
 * @throws {Error} when the binary cannot be read or compiled
 */
export function compileProgram(): Promise<WebAssembly.Module> {
  program ??= Deno.readFile(new URL(import.meta.resolve(WASM))).then((bytes) =>
    WebAssembly.compile(bytes)
  );
  return program;
}

/** Emscripten's hook. A failure here is nobody's answer: it ends the worker, and its engine tells. */
async function instantiate(
  imports: WebAssembly.Imports,
  done: (instance: WebAssembly.Instance) => void,
): Promise<void> {
  done(await WebAssembly.instantiate(await compileProgram(), imports));
}

/** Where the wasm binary lies. The package is installed by the import above. */
export interface WasmFiles {
  readonly wasmLoaderPath: string;
  readonly wasmBinaryPath: string;
}

/**
 * Prepares the scope for one task; call it again before the next.
 *
 * @param log receives what MediaPipe would print: nothing may reach stdout, which can carry video
 */
export function prepareScope(log: (text: string) => void): WasmFiles {
  const scope = globalThis as unknown as BrowserScope;
  for (const name of ["log", "info", "warn", "error", "debug"]) {
    scope.console[name] = (...parts) => log(parts.join(" "));
  }
  scope.custom_dbg = log; // the loader bound console.warn to it when it was imported
  forbidNetwork(scope);
  // Emscripten looks for these names before it accepts a context.
  scope.WebGL2RenderingContext ??= class {};
  scope.WebGLRenderingContext ??= class {};
  scope.OffscreenCanvas ??= class {};
  const factory = moduleFactory as ModuleFactory;
  scope.ModuleFactory = (settings) =>
    factory({ ...settings, print: log, printErr: log, instantiateWasm: instantiate });
  return { wasmLoaderPath: "", wasmBinaryPath: fileURLToPath(new URL(import.meta.resolve(WASM))) };
}

/**
 * tasks-vision 1.1.0 posts usage statistics to Google every minute (`odml.pa.googleapis.com/v1/log`) and has no switch for
 * it. Nothing in this worker needs the network: the wasm binary is a local file, the model comes in a message. Its sender
 * gives up for good after the first refusal.
 */
function forbidNetwork(scope: BrowserScope): void {
  scope.fetch = (): Promise<never> =>
    Promise.reject(new Error("the inference worker makes no network requests"));
}
