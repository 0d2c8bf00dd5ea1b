/**
 * Where in an author's own files an error arose, read from its stack.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** `at name (URL:line:column)` or `at URL:line:column`. Addresses of files may hold spaces and parentheses. */
const FRAME = /^\s*at (?:.* \()?((?:file|https?):\/\/.+):(\d+):(\d+)\)?$/gm;

/** An address as people write it: of a file its path. */
function readable(url: string): string {
  if (!url.startsWith("file:")) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url.replace("file://", ""); // a path that was written as if it were an address
  }
}

/**
 * The first place in a stack: `path:line:column`.
 *
 * @param skip addresses that begin so are passed over
 */
export function placeIn(stack: string, skip: readonly string[] = []): string | null {
  for (const [, url, line, column] of stack.matchAll(FRAME)) {
    if (!skip.some((beginning) => url.startsWith(beginning))) {
      return `${readable(url)}:${line}:${column}`;
    }
  }
  return null;
}
