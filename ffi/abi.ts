/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hash.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 2;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xa0cf3f620527ddfan;
