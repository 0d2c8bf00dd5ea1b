/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xfa62a1b76af23162n;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "223eb436174efa50203313bb15896706972f36c875e1e8878513ba5e47fc103b",
  "scrim-x86_64-linux.so": "529398a3fa55556c84e36536af809ac17dc9566d7d6e77945c39fdc684f58422",
};
