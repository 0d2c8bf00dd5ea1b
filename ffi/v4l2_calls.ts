/**
 * Which functions reach a device: the kernel's own through libc, or libv4l2's, which knows more picture formats and the
 * faults of many webcams.
 *
 * @module
 */

/** Addresses in the order of `native/v4l2_calls.h`; 0 means the function of libc. */
export type Calls = BigUint64Array<ArrayBuffer>;

const LIBV4L2 = "libv4l2.so.0";

const SYMBOLS = {
  v4l2_open: { type: "pointer" },
  v4l2_close: { type: "pointer" },
  v4l2_ioctl: { type: "pointer" },
  v4l2_mmap: { type: "pointer" },
  v4l2_munmap: { type: "pointer" },
} as const;

/** libv4l2, open as long as its functions may be called. */
export interface Libv4l2 {
  readonly calls: Calls;
  /** Idempotent. */
  close(): void;
}

/** The kernel's own requests. */
export function kernelCalls(): Calls {
  return new BigUint64Array(7);
}

/** Opens libv4l2, or gives `null` where it is not installed: the kernel's own formats still work. */
export function openLibv4l2(): Libv4l2 | null {
  const calls = kernelCalls();
  let library: Deno.DynamicLibrary<typeof SYMBOLS>;
  try {
    library = Deno.dlopen(LIBV4L2, SYMBOLS);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return null;
  }
  const { v4l2_open, v4l2_close, v4l2_ioctl, v4l2_mmap, v4l2_munmap } = library.symbols;
  [v4l2_open, v4l2_close, v4l2_ioctl, v4l2_mmap, v4l2_munmap].forEach((symbol, place) => {
    calls[place] = Deno.UnsafePointer.value(symbol);
  });
  let open = true;
  return {
    calls,
    close(): void {
      if (open) library.close();
      open = false;
    },
  };
}
