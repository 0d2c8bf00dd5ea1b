/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x61927b6cbb540990n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "5f589ce96f0d224e06078e87d08034a1b9b22a477b8630a3ee6691a206f58d77",
  "scrim-x86_64-linux.so": "a3d605cb9e16782f4f39c24435614f43a6f2f44ce095d2ea66716a163268d639",
};
