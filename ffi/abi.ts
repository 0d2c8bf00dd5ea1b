/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xa97e8131d19f2c1cn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "c86f41f86c9750ec30c9425c838d3dba564e9a6aba824b78b5030f1351e8ec99",
  "scrim-x86_64-linux.so": "9c8ba8f48cb60aeac5b28674afaa1b2a66c8587f09801fe99261dbe2f59b4094",
};
