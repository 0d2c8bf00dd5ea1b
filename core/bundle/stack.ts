/**
 * Running a bundle in this thread, and finding the author's lines in what it throws.
 *
 * @module
 */
import { SourceMap } from "node:module";
import type { Bundle } from "./bundle.ts";

/**
 * Imports a bundle with Scrim's own rights: for plugins that the user trusts. Each call gives a new module; Deno never
 * frees one. Deno ignores source maps of such modules; {@linkcode mapStack} does what they are for.
 *
 * @returns the module's namespace
 * @throws whatever the plugin's code throws when it is loaded
 */
export async function importBundle(bundle: Bundle): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([bundle.code], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/**
 * A stack trace with the author's files and lines in place of the bundle's.
 *
 * @param stack an error's `stack`
 * @param bundle what ran, from a `blob:` or `data:` URL
 * @param url the one it ran from, if other such code can be in the stack
 */
export function mapStack(stack: string, { map }: Pick<Bundle, "map">, url?: string): string {
  const places = url === undefined ? "(?:blob|data):[^\\s()]*" : RegExp.escape(url);
  let sourceMap: SourceMap | undefined;
  return stack.replaceAll(new RegExp(`${places}:(\\d+):(\\d+)`, "g"), (frame, line, column) => {
    sourceMap ??= new SourceMap(JSON.parse(map));
    const entry = sourceMap.findEntry(Number(line) - 1, Number(column) - 1);
    if (!("originalSource" in entry)) return frame;
    const { originalSource, originalLine, originalColumn } = entry;
    return `${originalSource}:${originalLine + 1}:${originalColumn + 1}`;
  });
}
