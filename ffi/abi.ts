/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xb4b30f4696852688n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "44c78846f869afce06ed129647451f09b2fe2c5878a775bae84faa142a9363bc",
  "scrim-x86_64-linux.so": "ce161acecfeef3f66c26d417ab0dd540a00e982636744bb3ad29d27aa667997a",
};
