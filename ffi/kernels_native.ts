/**
 * The kernels of the native library. Views of the arena and of a driver's buffers go in without a copy.
 *
 * @module
 */
import type { Arena } from "../core/media/arena.ts";
import type { Kernels } from "../core/media/kernels.ts";
import { PlaneKernels } from "./plane_kernels.ts";
import { findLibrary, type FoundLibrary, type Library, openLibrary } from "./load.ts";
import { type kernelSymbols, kernelSymbolsFor, type RawKernels } from "./symbols.ts";

/** The native library, opened for its kernels. */
export type KernelLibrary = Library<typeof kernelSymbols>;

/**
 * Opens the native library for its kernels, in the version for this machine.
 *
 * @param options.isa x86-64 level to use instead of the machine's, for tests and measurements
 * @param options.found where it is. Default: looked for on this machine
 * @throws {ScrimError} `NATIVE` when there is none, or it is stale or broken
 */
export function openKernelLibrary(
  options: { isa?: 2 | 3 | 4; found?: FoundLibrary } = {},
): KernelLibrary {
  const found = options.found ?? findLibrary();
  return openLibrary(kernelSymbolsFor(Math.min(found.isa, options.isa ?? found.isa)), found);
}

type View = Uint8Array | Int32Array;

const itself = (view: View): View => view;

/**
 * The kernels of the native library; scratch memory comes from `arena`.
 *
 * @param library stays open as long as the kernels are used
 * @throws {ScrimError} `NATIVE` when there is no library, or it is stale or broken
 */
export function openNativeKernels(
  arena: Arena,
  library: KernelLibrary = openKernelLibrary(),
): Kernels {
  // Deno passes views of a SharedArrayBuffer; its types say ArrayBuffer only.
  const raw = library.symbols as unknown as RawKernels<View | null>;
  return new PlaneKernels({ backend: "native", raw, pointer: itself, none: null }, arena);
}
