/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x47b0f1b990ed6302n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-x86_64-linux.so": "cf0557d99a179f5eef2431a1fff64d2758cdf200f5b2c195c1f407d83a4ff1f5",
};
