/**
 * Named pipes (FIFOs). Opening one waits until a program opens its other end, which may take for ever.
 *
 * @module
 */
import { closeSync, constants, openSync } from "node:fs";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { errorName } from "../base/reasons.ts";

/** What waiting takes. */
export interface WaitTools {
  readonly log: Log;
  readonly clock: Clock;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** A program that is there already needs no line about it. */
const SAY_AFTER_MS = 500;

/** Result of `work`, with `text` logged when it takes long. @throws the signal's reason when it is aborted first */
export async function waitFor<T>(
  work: Promise<T>,
  text: string,
  { log, clock, signal }: WaitTools,
): Promise<T> {
  const cancel = clock.after(SAY_AFTER_MS, () => log.info(text));
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    cancel();
    signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Opens one end of a named pipe, and says what it waits for when the other end is not open.
 *
 * @throws the signal's reason when it is aborted first, else what the system says
 */
export async function openNamedPipe(
  path: string,
  end: "read" | "write",
  tools: WaitTools,
): Promise<Deno.FsFile> {
  tools.signal?.throwIfAborted();
  const opening = Deno.open(path, { [end]: true });
  const whom = end === "read" ? "writes into it" : "reads it";
  try {
    return await waitFor(opening, `"${path}" is a named pipe: waiting for what ${whom}`, tools);
  } catch (error) {
    if (tools.signal?.aborted) await closeOpening(path, opening);
    throw error;
  }
}

/** The system has no way to call an open() off, but it ends when both ends are open: so they are, for a moment. */
async function closeOpening(path: string, opening: Promise<Deno.FsFile>): Promise<void> {
  let ends: number;
  try {
    ends = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    if (errorName(error) === null) throw error;
    opening.then((file) => file.close(), () => {});
    return; // the pipe was removed or may not be opened: the open() goes on, and nobody waits for it
  }
  await opening.then((file) => file.close(), () => {});
  closeSync(ends);
}
