/**
 * Resolves the paths that users write.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "./errors.ts";

/**
 * Replaces `~` with the home directory and converts `file:` URLs to paths. Other paths are returned unchanged.
 *
 * @throws {ScrimError} `USAGE` when a URL names no local file, or when HOME is not set or not readable
 */
export function plainPath(text: string): string {
  if (/^file:\/\//i.test(text)) {
    try {
      return fileURLToPath(text);
    } catch (cause) {
      throw new ScrimError(`Cannot use "${text}": not a URL of a local file`, {
        code: "USAGE",
        hint: "write file:///path",
        cause,
      });
    }
  }
  if (text !== "~" && !text.startsWith("~/")) return text;
  const mayAsk = Deno.permissions.querySync({ name: "env", variable: "HOME" });
  const home = mayAsk.state === "granted" ? Deno.env.get("HOME") : undefined;
  if (home) return home + text.slice(1);
  throw new ScrimError(`Cannot use "${text}": HOME is not set or not readable`, {
    code: "USAGE",
    hint: "write the absolute path",
  });
}
