/**
 * Paths as users write them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ScrimError } from "./errors.ts";

/**
 * A path as it is meant: `~/x` and `file:///x` are written out.
 *
 * @throws {ScrimError} `USAGE` when that is not possible
 */
export function plainPath(text: string): string {
  if (/^file:\/\//i.test(text)) {
    try {
      return fileURLToPath(text);
    } catch (cause) {
      throw new ScrimError(`Cannot use "${text}": no address of a file on this machine`, {
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
    hint: "write the whole path",
  });
}
