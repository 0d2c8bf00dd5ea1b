/**
 * Which native library this TypeScript belongs to. `ffi/native/build.ts` writes the hashes.
 *
 * @module
 */

/** `SCRIM_ABI` of scrim.h: goes up when a signature changes. */
export const ABI = 3;

/** The sources that the library must have been built from. */
export const SOURCE_HASH: bigint = 0x19ab268b9ee56c4dn;

/** The prebuilt libraries in `native/prebuilt/`: file name and SHA-256. */
export const PREBUILT: Readonly<Record<string, string>> = {
  "scrim-aarch64-linux.so": "81911c76693d0651036061112b6a2508c36b098bb7a39b26bef47edc56672f52",
  "scrim-x86_64-linux.so": "6dc4bbec99ccfd13139cb1e9b221444c5f76340c889336369ba93896c5baf663",
};
