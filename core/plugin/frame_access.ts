/**
 * What follows from how a filter touches the frame.
 *
 * @module
 */
import type { FrameAccess } from "./contract.ts";

/** It writes every pixel of its result, which may so lie elsewhere than the picture that it is given. */
export function fillsInto(access: FrameAccess): boolean {
  return access === "new" || mayFillEither(access);
}

/** Its result may lie elsewhere or take the picture's own place, whichever costs less. */
export function mayFillEither(access: FrameAccess): boolean {
  return access === "either" || access === "compose";
}
