/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x2413aa49913e7100n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "1d10e64ad4329ae5c15ad56186aa1acedbbd351698bd2a47644515374081aca9",
  "scrim-x86_64-linux.so": "199762caab2e653d51920e7a38129667a8045cd20bc169bea7bab6d765ee6fc8",
};
