/**
 * The table of kernels for C programs: `kernels[]` of `replay.h`, generated from the symbols that Deno uses. It is compiled
 * against `scrim.h`, so the compiler checks that both agree.
 *
 * @module
 */
import { kernelSymbols } from "../../../ffi/symbols.ts";

type Name = keyof typeof kernelSymbols;

/** A kernel, with one letter per parameter as in `replay.h`. */
interface Row {
  readonly name: Name;
  readonly kinds: string;
}

const LETTERS = { buffer: "p", i32: "i", f64: "d" } as const;
const FIELDS: Readonly<Record<string, string>> = { p: "pointer", s: "pointer", d: "real" };

const names = Object.keys(kernelSymbols) as Name[];
const needy = names.filter((name) => name.endsWith("_scratch"))
  .map((name) => name.slice(0, -"_scratch".length));

function rowOf(name: Name): Row {
  const kinds = kernelSymbols[name].parameters.map((type) => LETTERS[type]).join("");
  // By convention, a kernel that has a function named NAME_scratch ends with scratch memory and its length.
  const needs = !name.endsWith("_scratch") && needy.some((start) => name.startsWith(start));
  return { name, kinds: needs ? kinds.slice(0, -2) + "sn" : kinds };
}

/** Every kernel, in the order of the tape's numbers. */
export const kernelTable: readonly Row[] = names.map(rowOf);

function call({ name, kinds }: Row): string {
  const values = [...kinds].map((kind, i) => `arguments[${i}].${FIELDS[kind] ?? "whole"}`);
  return `static int32_t call_${name}(void *function, const union argument *arguments) {
  return ((__typeof__(&${name}))function)(${values.join(", ")});
}`;
}

/** The table in C. */
export function tableSource(): string {
  const rows = kernelTable.map(({ name, kinds }) => `  {"${name}", "${kinds}", call_${name}},`);
  return `#include "replay.h"
#include "scrim.h"

${kernelTable.map(call).join("\n")}

const struct kernel kernels[] = {
${rows.join("\n")}
};
const uint32_t kernel_count = ${rows.length};
`;
}
