/**
 * The kernels as functions: the table that the build makes of `native/kernels.h` types the calls of both builds.
 *
 * @module
 */
import { kernelSymbols } from "./native_symbols.ts";

export { kernelSymbols };

type Arguments<Parameters extends readonly string[], Pointer> = {
  [I in keyof Parameters]: Parameters[I] extends "buffer" ? Pointer : number;
};

/** The kernels as functions, over what stands for a pointer: a view (FFI) or a byte offset (WebAssembly). */
export type RawKernels<Pointer> = {
  readonly [Name in keyof typeof kernelSymbols]: (
    ...args: Arguments<(typeof kernelSymbols)[Name]["parameters"], Pointer>
  ) => number;
};

/** {@linkcode kernelSymbols} as compiled for an x86-64 level: 3 and 4 have names of their own, others the plain ones. */
export function kernelSymbolsFor(isa: number): typeof kernelSymbols {
  if (isa < 3) return kernelSymbols;
  const named = Object.entries(kernelSymbols).map(([name, symbol]) => [
    name,
    { ...symbol, name: `${name}_v${isa}` },
  ]);
  return Object.fromEntries(named);
}
