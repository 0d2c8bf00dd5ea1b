/**
 * The builds of the kernels, by the names of the table's columns.
 *
 * @module
 */
import type { Arena } from "../../core/media/arena.ts";
import { ScrimError } from "../../core/base/errors.ts";
import type { Kernels } from "../../core/media/kernels.ts";
import { openKernelLibrary, openNativeKernels, openWasmKernels } from "../../ffi/kernels.ts";
import { findLibrary } from "../../ffi/load.ts";

/** Native for machines with AVX2, native for older ones, native where there is one build only, WebAssembly. */
export type BuildName = "v3" | "v2" | "native" | "wasm";

/** The builds that run on this machine; Scrim would take the first. */
export function buildsHere(): readonly BuildName[] {
  const isa = levelHere();
  if (isa === null) return ["wasm"];
  if (isa >= 3) return ["v3", "v2", "wasm"];
  return isa > 0 ? ["v2", "wasm"] : ["native", "wasm"];
}

/** The x86-64 level of this machine, 0 for another machine, `null` without a native library. */
function levelHere(): number | null {
  try {
    return findLibrary().isa;
  } catch (error) {
    if (error instanceof ScrimError && error.code === "NATIVE") return null;
    throw error;
  }
}

/** Opens a build's kernels in an arena. */
export async function openBuild(name: BuildName, arena: Arena): Promise<Kernels> {
  if (name === "wasm") return await openWasmKernels(arena);
  return openNativeKernels(arena, openKernelLibrary(name === "v2" ? { isa: 2 } : {}));
}
