/**
 * The parts of documents that are made from the sources: the picture of the folders in `core/README.md` and the flags in
 * `core/settings/README.md`. `deno run -A tests/architecture/draw.ts` writes them again.
 *
 * @module
 */
import { flagsMarkdown } from "../../core/settings/help.ts";
import { folderArrows, importsOf } from "./graph.ts";

const ROOT = new URL("../../", import.meta.url);

/** A part of a document that is made from the sources. */
interface Block {
  readonly document: string;
  /** What stands round it: `<!-- NAME: … -->` and `<!-- end of NAME -->`. */
  readonly name: string;
  readonly make: () => string;
}

/** Everything in documents that is made from the sources. */
export const BLOCKS: readonly Block[] = [
  { document: "core/README.md", name: "folders", make: drawFolders },
  { document: "core/settings/README.md", name: "flags", make: flagsMarkdown },
];

/** The picture, in the language of Mermaid. An arrow means: imports. */
export function drawFolders(): string {
  const arrows = folderArrows(importsOf());
  const lines = Object.keys(arrows).sort().flatMap((from) =>
    arrows[from].map((to) => `    ${from} --> ${to}`)
  );
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** The document with the block as it should be, formatted. */
export async function withBlock({ document, name, make }: Block): Promise<string> {
  const text = await Deno.readTextFile(new URL(document, ROOT));
  const place = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[\\s\\S]*?(\\n<!-- end of ${name} -->)`);
  if (!place.test(text)) throw new Error(`${document} has no place for "${name}"`);
  return await formatted(
    text.replace(place, (_, before, after) => `${before}\n${make()}\n${after}`),
  );
}

async function formatted(markdown: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=md", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(markdown));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("deno fmt failed");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) {
  for (const block of BLOCKS) {
    await Deno.writeTextFile(new URL(block.document, ROOT), await withBlock(block));
  }
}
