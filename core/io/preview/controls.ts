/**
 * What the preview page may change while a run goes on: the mask. Whatever comes in is checked here; a page is no more
 * trusted than a command line.
 *
 * @module
 */
import { describeError } from "../../base/errors.ts";
import type { LiveMask } from "../../masks/mask_controls.ts";

/** A change of every control at once is a tenth of this. */
const LONGEST = 1024;

/** Whether a message is a change of controls; all others say that a frame was drawn. */
export function isControl(message: unknown): message is string {
  return typeof message === "string" && message.startsWith("{");
}

/**
 * Does what a message asks for.
 *
 * @returns why it is refused, or `null`. Nothing is changed then
 */
export function takeControl(message: string, mask: LiveMask): string | null {
  if (message.length > LONGEST) return `a message of ${message.length} characters is too long`;
  try {
    const { mask: change, ...rest } = JSON.parse(message);
    const isObject = typeof change === "object" && change !== null && !Array.isArray(change);
    if (!isObject || Object.keys(rest).length > 0) return 'wanted {"mask": {...}} and nothing else';
    mask.set(change);
    return null;
  } catch (error) {
    return describeError(error);
  }
}
