/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x41a2c4cebb0b561an;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-x86_64-linux.so": "85345431221ae87d88c8d5c225f0b4ee3680c0be1d6568c673ad017a5ee109e0",
};
