/**
 * Properties of the values of {@linkcode FrameAccess}.
 *
 * @module
 */
import type { FrameAccess } from "./contract.ts";

/** Whether the filter writes every pixel of its result, so that the result may be in another buffer than the input. */
export function fillsInto(access: FrameAccess): boolean {
  return access === "new" || mayFillEither(access);
}

/** Whether the result may be in the input's buffer or in another one, whichever costs less. */
export function mayFillEither(access: FrameAccess): boolean {
  return access === "either" || access === "compose";
}
