/**
 * Waiting for events that no fake clock brings about: files of other processes, counters of devices.
 *
 * @module
 */

/** Ends a test that would hang. No verdict depends on it: the awaited event comes within seconds, or never. */
export const HANG_GUARD_MS = 300_000;

/** Between two looks. */
const LOOK_MS = 5;

/**
 * Looks until something has happened.
 *
 * @param what for the error when it never happens
 */
export async function until(
  what: string,
  happened: () => boolean | Promise<boolean>,
): Promise<void> {
  for (const latest = Date.now() + HANG_GUARD_MS; !await happened();) {
    if (Date.now() > latest) throw new Error(`Waited ${HANG_GUARD_MS / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** `promise`, or an error when it does not settle. */
export async function guarded<T>(what: string, promise: Promise<T>): Promise<T> {
  const { promise: hangs, reject } = Promise.withResolvers<never>();
  const guard = setTimeout(
    () => reject(new Error(`Waited ${HANG_GUARD_MS / 1000} s for ${what}`)),
    HANG_GUARD_MS,
  );
  try {
    return await Promise.race([promise, hangs]);
  } finally {
    clearTimeout(guard);
  }
}

/** Lets the system's events in: sockets, other threads' answers. To wait for a certain event use `until()`. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Calls `run` again and again until disposed: pictures that keep coming. */
export function feeding(run: () => void): Disposable {
  const timer = setInterval(run, 30);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Ends a program that would hang, as {@linkcode HANG_GUARD_MS} ends a wait. */
export function hangGuard(): AbortSignal {
  return AbortSignal.timeout(HANG_GUARD_MS);
}

/** Real time, where its passing is what is done to the program under test. Never to wait for something to have happened. */
export function passing(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
