/**
 * The functions that reach a device: those of libc, or those of libv4l2, which supports more picture formats and works around
 * faults of many webcams.
 *
 * @module
 */

import { type FunctionTable, openFunctions } from "./optional_library.ts";

/** Function addresses in the order of `native/v4l2_calls.h`; 0 means the function of libc. */
export type Calls = BigUint64Array<ArrayBuffer>;

const LIBV4L2 = "libv4l2.so.0";

const FUNCTIONS = ["v4l2_open", "v4l2_close", "v4l2_ioctl", "v4l2_mmap", "v4l2_munmap"];
const PLACES = 7;

/** Calls that go directly to the kernel. */
export function kernelCalls(): Calls {
  return new BigUint64Array(PLACES);
}

/** Opens libv4l2. `null` where it is not installed; the kernel's own formats still work then. */
export function openLibv4l2(): FunctionTable | null {
  return openFunctions(LIBV4L2, FUNCTIONS, PLACES);
}
