/**
 * The types of the kernels. The build generates a table from `native/kernels.h`, which types the calls of both builds.
 *
 * @module
 */
import { kernelSymbols } from "./native_symbols.ts";

export { kernelSymbols };

type Arguments<Parameters extends readonly string[], Pointer> = {
  [I in keyof Parameters]: Parameters[I] extends "buffer" ? Pointer : number;
};

/** The kernels as functions. A pointer is a view (FFI) or a byte offset (WebAssembly). */
export type RawKernels<Pointer> = {
  readonly [Name in keyof typeof kernelSymbols]: (
    ...args: Arguments<(typeof kernelSymbols)[Name]["parameters"], Pointer>
  ) => number;
};

/**
 * {@linkcode kernelSymbols} compiled for an x86-64 level. Levels 3 and 4 have symbol names of their own; other levels use the
 * plain names.
 */
export function kernelSymbolsFor(isa: number): typeof kernelSymbols {
  if (isa < 3) return kernelSymbols;
  const named = Object.entries(kernelSymbols).map(([name, symbol]) => [
    name,
    { ...symbol, name: `${name}_v${isa}` },
  ]);
  return Object.fromEntries(named);
}
