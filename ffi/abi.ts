/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hash.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 1;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x4cbdd841e33ffe01n;
