/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 2;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xba683da917c56723n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-x86_64-linux.so": "064328c95970ad94b39798473ef1fdd64dbdb23224de0c49324d3eada235f86f",
};
