/**
 * The device functions of the native library; `native/scrim.h` says what each one does.
 *
 * @module
 */
import { DEVICE_SYMBOLS } from "./native_symbols.ts";

export { DEVICE_SYMBOLS };

/** The opened device functions. */
export type DeviceSymbols = Deno.StaticForeignLibraryInterface<typeof DEVICE_SYMBOLS>;
