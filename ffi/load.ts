/**
 * Finds and opens the native library, and refuses a library that was built from other sources.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "../core/base/errors.ts";
import { ABI, PREBUILT, SOURCE_HASH } from "./abi.ts";
import type { Clock } from "../core/base/clock.ts";
import { fetchedLibrary, type RemoteLibrary } from "./fetched_library.ts";

/** The symbols that every version of the library has, so that a stale library gets a clear error. */
const IDENTITY = {
  scrim_abi: { parameters: [], result: "i32" },
  scrim_source_hash: { parameters: [], result: "u64" },
  scrim_isa: { parameters: [], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const FILE_NAME = `scrim-${Deno.build.arch}-${Deno.build.os}.so`;
const BUILD_HINT = "run `deno run -A ffi/native/build.ts`, or use --no-ffi";

/** An open native library. No symbol may be called after `close()`. */
export interface Library<S extends Deno.ForeignLibraryInterface> {
  /** The path of the file. */
  readonly path: string;
  readonly symbols: Deno.StaticForeignLibraryInterface<S>;
  /** Idempotent. */
  close(): void;
}

/** Where a native library was found, and the x86-64 level of its code for this machine (0 elsewhere). */
export interface FoundLibrary {
  readonly path: string;
  readonly isa: number;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * The path from `SCRIM_LIBRARY`, of a local build or of the prebuilt library, in this order. `null` when this machine has none.
 */
function locate(): string | null {
  const mayAsk = Deno.permissions.querySync({ name: "env", variable: "SCRIM_LIBRARY" });
  const named = mayAsk.state === "granted" ? Deno.env.get("SCRIM_LIBRARY") : undefined;
  if (named) return named;
  if (!import.meta.url.startsWith("file:")) return null;
  for (const folder of ["native/build/", "native/prebuilt/"]) {
    const path = fileURLToPath(new URL(folder + FILE_NAME, import.meta.url));
    if (exists(path)) return path;
  }
  return null;
}

/** The prebuilt library beside these modules, if they came from the web and there is one for this machine. */
function locateOnWeb(): RemoteLibrary | null {
  const sha256 = PREBUILT[FILE_NAME];
  if (!/^https?:/.test(import.meta.url) || sha256 === undefined) return null;
  return { url: new URL(`native/prebuilt/${FILE_NAME}`, import.meta.url), sha256 };
}

function dlopen<S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
): Deno.DynamicLibrary<S> {
  try {
    return Deno.dlopen(path, symbols);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ScrimError(`Cannot open the native library "${path}": ${reason}`, {
      code: "NATIVE",
      hint: BUILD_HINT,
      cause,
    });
  }
}

function identify(path: string): FoundLibrary {
  const library = dlopen(path, IDENTITY);
  try {
    const abi = library.symbols.scrim_abi();
    const hash = library.symbols.scrim_source_hash();
    if (abi !== ABI || hash !== SOURCE_HASH) {
      throw new ScrimError(
        `Cannot use the native library "${path}": it is abi ${abi}, sources ${
          hash.toString(16)
        }; ` +
          `wanted abi ${ABI}, sources ${SOURCE_HASH.toString(16)}`,
        { code: "NATIVE", hint: BUILD_HINT },
      );
    }
    return { path, isa: library.symbols.scrim_isa() };
  } finally {
    library.close();
  }
}

function missing(): ScrimError {
  return new ScrimError(`Cannot find a native library for this machine: no "${FILE_NAME}"`, {
    code: "NATIVE",
    hint: BUILD_HINT,
  });
}

/**
 * Finds the native library on this machine and checks that it belongs to this TypeScript.
 *
 * @throws {ScrimError} `NATIVE` when there is none, or it is stale or broken
 */
export function findLibrary(): FoundLibrary {
  const path = locate();
  if (path === null) throw missing();
  return identify(path);
}

/**
 * Like {@linkcode findLibrary}, but fetches the library once if Scrim itself came from the web.
 *
 * @throws {ScrimError} `NATIVE` as `findLibrary`, and when it cannot be fetched or stored, or has another hash
 */
export async function obtainLibrary(clock: Clock): Promise<FoundLibrary> {
  const path = locate();
  if (path !== null) return identify(path);
  const remote = locateOnWeb();
  if (remote === null) throw missing();
  return identify(await fetchedLibrary(remote, clock));
}

/**
 * Opens the native library with a symbol table that the caller chooses. Each caller gets its own handle.
 *
 * @param symbols the symbols to look up, e.g. {@linkcode kernelSymbols}
 * @param found where it is; found automatically when absent
 * @throws {ScrimError} `NATIVE` when there is none, or it is stale or broken
 */
export function openLibrary<const S extends Deno.ForeignLibraryInterface>(
  symbols: S,
  found: FoundLibrary = findLibrary(),
): Library<S> {
  const library = dlopen(found.path, symbols);
  let open = true;
  return {
    path: found.path,
    symbols: library.symbols,
    close(): void {
      if (open) library.close();
      open = false;
    },
  };
}

/** Whether the system has a shared library of this name that can be opened. */
export function opensLibrary(name: string): boolean {
  try {
    Deno.dlopen(name, {}).close();
    return true;
  } catch {
    return false; // not installed, or native code is not allowed
  }
}
