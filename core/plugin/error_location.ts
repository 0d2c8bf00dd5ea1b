/**
 * Finds the place in a plugin author's own files where an error arose, from its stack.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** `at name (URL:line:column)` or `at URL:line:column`. URLs of files may contain spaces and parentheses. */
const FRAME = /^\s*at (?:.* \()?((?:file|https?):\/\/.+):(\d+):(\d+)\)?$/gm;

/** A URL for messages: the path of a `file:` URL, any other URL unchanged. */
function readable(url: string): string {
  if (!url.startsWith("file:")) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url.replace("file://", ""); // not a valid file URL
  }
}

/**
 * Returns the first place in a stack as `path:line:column`, or `null` if there is none.
 *
 * @param skip beginnings of URLs to ignore
 */
export function placeIn(stack: string, skip: readonly string[] = []): string | null {
  for (const [, url, line, column] of stack.matchAll(FRAME)) {
    if (!skip.some((beginning) => url.startsWith(beginning))) {
      return `${readable(url)}:${line}:${column}`;
    }
  }
  return null;
}
