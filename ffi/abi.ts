/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0xe0b7eb8813a9947bn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "1f2e80d035b8dd98072db61faf2aabab68f20c6b3ab54d74c8451bf1d5a46e9c",
  "scrim-x86_64-linux.so": "dc0f76cf1e2c5eb24b252877571114365a07744e14bb56bf319b744fe106e2f5",
};
