/**
 * Which build of the native library this TypeScript needs. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h. It increases when a signature changes. */
export const ABI = 3;

/** Hash of the sources that the library must be built from. */
export const SOURCE_HASH: bigint = 0xc7451d75c1f5798dn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "036cef791b10dd687750324ca606fc217dfb1eab9f258b3785af31c805b793ec",
  "scrim-x86_64-linux.so": "f6a8a80300a904998941f7fcb19ad1a2c0630bd27524b237ef0e35cf0c62a966",
};
