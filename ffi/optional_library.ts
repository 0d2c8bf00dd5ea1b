/**
 * Optional shared libraries, as tables of function addresses for native code.
 *
 * @module
 */

/** Functions of an open library. */
export interface FunctionTable {
  /** Their addresses, in the order of the names; unused entries are 0. */
  readonly calls: BigUint64Array<ArrayBuffer>;
  /** No function may be called afterwards. Idempotent. */
  close(): void;
}

/**
 * Opens a library. `null` where it is not installed or lacks one of the functions.
 *
 * @param library its name for the system's loader: `libv4l2.so.0`
 * @param names its functions
 * @param places entries of the table, if more than names
 */
export function openFunctions(
  library: string,
  names: readonly string[],
  places: number = names.length,
): FunctionTable | null {
  const symbols: Deno.ForeignLibraryInterface = Object.fromEntries(
    names.map((name) => [name, { type: "pointer" }]),
  );
  let opened: Deno.DynamicLibrary<typeof symbols>;
  try {
    opened = Deno.dlopen(library, symbols);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return null;
  }
  const calls = new BigUint64Array(places);
  names.forEach((name, place) => {
    calls[place] = Deno.UnsafePointer.value(opened.symbols[name] as Deno.PointerValue);
  });
  let open = true;
  return {
    calls,
    close(): void {
      if (open) opened.close();
      open = false;
    },
  };
}
