/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x5a6f45e079b80982n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "7e92e45b4c43cf391de92f52624cae5bc03ec16dbaf61716e5b8a797e5eae9a6",
  "scrim-x86_64-linux.so": "31ecdd8d2a5294a45ae23b9bd31b081edfb32792661337eee2f348fd44eb3b85",
};
