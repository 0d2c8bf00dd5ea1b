/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x7e780eaf93bdd8ccn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-x86_64-linux.so": "014928adcfa3abd54bcb51b129f702b48b92e6c85779af421a19efd2b7132beb",
};
