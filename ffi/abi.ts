/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xa3d4e96774ac2bcbn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "9cb8c850ab15bba355e660a4b780964ea9e3f7387e076c29fd93f11b798edd51",
  "scrim-x86_64-linux.so": "2f455160d9706e90bf533c66289f52c5f09874f1c992516be525c5a398bd9102",
};
