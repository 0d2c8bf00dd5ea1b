/**
 * Prepares the global scope of a worker for `@mediapipe/tasks-vision`, which expects a browser.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import moduleFactory from "npm:@mediapipe/tasks-vision@1.1.0/vision_wasm_module_internal.js";

const WASM = "npm:@mediapipe/tasks-vision@1.1.0/vision_wasm_module_internal.wasm";

/** An Emscripten factory: it takes settings and returns the module. */
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
 * Compiles MediaPipe, once for all tasks. It takes a third of a second, so call it early.
 *
 * @throws {Error} when the binary cannot be read or compiled
 */
export function compileProgram(): Promise<WebAssembly.Module> {
  program ??= Deno.readFile(new URL(import.meta.resolve(WASM))).then((bytes) =>
    WebAssembly.compile(bytes)
  );
  return program;
}

/** Emscripten's hook for instantiation. Emscripten ignores a rejection here, so it ends the worker, and the engine reports it. */
async function instantiate(
  imports: WebAssembly.Imports,
  done: (instance: WebAssembly.Instance) => void,
): Promise<void> {
  done(await WebAssembly.instantiate(await compileProgram(), imports));
}

/** The location of the wasm binary. The import above installs the package. */
export interface WasmFiles {
  readonly wasmLoaderPath: string;
  readonly wasmBinaryPath: string;
}

/**
 * Prepares the scope for one task. Call it again before the next task.
 *
 * @param log receives MediaPipe's output, which must not reach stdout, because stdout can carry video
 */
export function prepareScope(log: (text: string) => void): WasmFiles {
  const scope = globalThis as unknown as BrowserScope;
  for (const name of ["log", "info", "warn", "error", "debug"]) {
    scope.console[name] = (...parts) => log(parts.join(" "));
  }
  scope.custom_dbg = log; // when it was imported, the loader set this to console.warn
  forbidNetwork(scope);
  // Emscripten checks that these names exist before it accepts a context.
  scope.WebGL2RenderingContext ??= class {};
  scope.WebGLRenderingContext ??= class {};
  scope.OffscreenCanvas ??= class {};
  const factory = moduleFactory as ModuleFactory;
  scope.ModuleFactory = (settings) =>
    factory({ ...settings, print: log, printErr: log, instantiateWasm: instantiate });
  return { wasmLoaderPath: "", wasmBinaryPath: fileURLToPath(new URL(import.meta.resolve(WASM))) };
}

/**
 * Disables `fetch`. tasks-vision 1.1.0 posts usage statistics to Google every minute (`odml.pa.googleapis.com/v1/log`) and has no
 * option to turn that off; after the first failure it stops trying. Nothing in this worker needs the network: the wasm binary is
 * a local file, and the model comes in a message.
 */
function forbidNetwork(scope: BrowserScope): void {
  scope.fetch = (): Promise<never> =>
    Promise.reject(new Error("the inference worker makes no network requests"));
}
