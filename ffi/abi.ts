/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xc1e2f393b4bca5fdn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "027dbca17855f90761cdd991a4c852231391c46747bac3f079a313a00a2d1309",
  "scrim-x86_64-linux.so": "919e215ac16905263f72aec2eff61689b8a8b660e36da14c620202a1b296f84c",
};
