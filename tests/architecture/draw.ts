/**
 * The picture of the folders in `core/README.md`, drawn from the imports. `deno run -A tests/architecture/draw.ts` writes it anew.
 *
 * @module
 */
import { folderArrows, importsOf } from "./graph.ts";

/** The document that holds the picture. */
export const README = new URL("../../core/README.md", import.meta.url);

/** What stands round the picture. */
const BLOCK = /(<!-- folders: [^>]*-->\n)[\s\S]*?(\n<!-- end of folders -->)/;

/** The picture, in the language of Mermaid. An arrow means: imports. */
export function drawFolders(): string {
  const arrows = folderArrows(importsOf());
  const lines = Object.keys(arrows).sort().flatMap((from) =>
    arrows[from].map((to) => `    ${from} --> ${to}`)
  );
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** The document with the picture as it is now. */
export function withPicture(text: string): string {
  if (!BLOCK.test(text)) throw new Error("core/README.md has no place for the picture");
  return text.replace(BLOCK, (_, before, after) => `${before}\n${drawFolders()}\n${after}`);
}

if (import.meta.main) {
  await Deno.writeTextFile(README, withPicture(await Deno.readTextFile(README)));
}
