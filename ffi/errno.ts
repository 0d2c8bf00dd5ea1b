/**
 * What the kernel's error numbers mean for a camera, and what to do about each. Native calls return them negated;
 * TypeScript never reads `errno` itself, which another call may have changed.
 *
 * @module
 */
import { ScrimError } from "../core/base/errors.ts";

/** The numbers this program acts on. The same on every Linux that Deno runs on. */
export const ERRNO = {
  ENOENT: 2,
  EIO: 5,
  EAGAIN: 11,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  EPIPE: 32,
} as const;

interface Meaning {
  readonly name: string;
  readonly text: string;
  readonly hint?: string;
}

const GONE = "plug it in, or load its driver, and start again";
const ALLOW = 'add yourself to the group "video" (sudo usermod -aG video $USER) and log in again';

const MEANINGS: Readonly<Record<number, Meaning>> = {
  1: { name: "EPERM", text: "not permitted", hint: ALLOW },
  2: {
    name: "ENOENT",
    text: "there is no such device",
    hint: "run with --list-devices to see what is there",
  },
  4: { name: "EINTR", text: "interrupted" },
  5: { name: "EIO", text: "the hardware or its cable failed", hint: "try another USB port" },
  6: { name: "ENXIO", text: "the device is gone", hint: GONE },
  9: { name: "EBADF", text: "it is not open" },
  11: { name: "EAGAIN", text: "not ready" },
  12: { name: "ENOMEM", text: "out of memory", hint: "use a smaller --size or fewer --buffers" },
  13: { name: "EACCES", text: "permission denied", hint: ALLOW },
  14: { name: "EFAULT", text: "the driver has no buffer" },
  16: { name: "EBUSY", text: "device is busy", hint: "close the program that uses it" },
  19: { name: "ENODEV", text: "the device was unplugged", hint: GONE },
  22: { name: "EINVAL", text: "the driver refused the request" },
  24: { name: "EMFILE", text: "too many open files" },
  25: { name: "ENOTTY", text: "the device does not know this request" },
  28: {
    name: "ENOSPC",
    text: "not enough USB bandwidth",
    hint: "use another USB port or a smaller --size",
  },
  32: { name: "EPIPE", text: "the device has ended its stream", hint: "start again" },
  71: { name: "EPROTO", text: "the USB connection failed", hint: "try another USB port" },
  110: { name: "ETIMEDOUT", text: "the device does not answer", hint: "plug it out and in again" },
};

/** The error number underneath a {@linkcode ScrimError}, as its `cause`. */
export class ErrnoError extends Error {
  override readonly name = "ErrnoError";
  /** Positive, as in `errno.h`. */
  readonly errno: number;

  constructor(errno: number) {
    super(errnoName(errno));
    this.errno = errno;
  }
}

/** `EBUSY` for 16. */
export function errnoName(errno: number): string {
  return MEANINGS[errno]?.name ?? `errno ${errno}`;
}

/** The error number that caused `error`, or 0. */
export function errnoOf(error: unknown): number {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ErrnoError ? cause.errno : 0;
}

/**
 * `Cannot open camera "/dev/video0": device is busy (EBUSY)`, with what to do.
 *
 * @param doing what failed and on what: `open camera "/dev/video0"`
 * @param result what the native call returned: `-errno`
 * @param better a text or hint that knows more than the number does
 */
export function deviceError(
  doing: string,
  result: number,
  better: { text?: string; hint?: string } = {},
): ScrimError {
  const errno = Math.abs(result);
  const meaning = MEANINGS[errno];
  const text = better.text ?? meaning?.text ?? "it failed";
  return new ScrimError(`Cannot ${doing}: ${text} (${errnoName(errno)})`, {
    code: errno === ERRNO.EBUSY ? "BUSY" : "DEVICE",
    hint: better.hint ?? meaning?.hint,
    cause: new ErrnoError(errno),
  });
}
