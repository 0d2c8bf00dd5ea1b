/**
 * The commands in the documents.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A command line as a document shows it. */
export interface DocumentedCommand {
  readonly document: string;
  readonly line: string;
  readonly words: readonly string[];
}

function* markdownBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(ROOT + folder)) {
    const path = folder + entry.name;
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    if (entry.isDirectory) yield* markdownBelow(`${path}/`);
    else if (path.endsWith(".md")) yield path;
  }
}

/** Every document but the history of changes. */
export const DOCUMENTS: readonly string[] = [...markdownBelow("")]
  .filter((path) => path !== "CHANGELOG.md").sort();

/** The words of a command line: spaces part them, quotes keep them together, a comment ends them. Redirections are left out. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const command = line.replaceAll(/ \d?> ?\S+|&$/g, "");
  for (
    const [, comment, word] of command.matchAll(/(?:^|\s)(#\s.*$)|((?:"[^"]*"|'[^']*'|[^\s"'])+)/g)
  ) {
    if (comment !== undefined) break;
    words.push(word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, a, b) => a ?? b));
  }
  return words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))); // variables stand before a program
}

/** The lines of commands in a document: indented blocks, and code in a sentence or table that begins with a program. */
function linesOf(text: string): readonly string[] {
  const plain = text.replaceAll(/```[\s\S]*?```/g, "");
  const blocks = plain.replaceAll(/([|\\])\n {4,}/g, "$1 ").matchAll(/(?<=\n\n)(?: {4}\S.*\n)+/g);
  const indented = [...blocks].flatMap(([block]) => [...block.matchAll(/^ {4}(\S.*)$/gm)]);
  const inline = plain.matchAll(/`((?:npx deno@[\d.]+|deno|scrim|sudo|ffmpeg) [^`]+)`/g);
  return [...indented, ...inline].map(([, line]) => line);
}

/** Every command of every document; a pipe is several commands. */
export function documentedCommands(): readonly DocumentedCommand[] {
  return DOCUMENTS.flatMap((document) =>
    linesOf(Deno.readTextFileSync(ROOT + document)).flatMap((line) =>
      line.split(/ \|(?:\s|$)|\\ /).map((part) => part.trim()).filter((part) => part !== "")
        .map((part) => ({ document, line: part, words: wordsOf(part) }))
        .filter(({ words }) => words.length > 0)
    )
  );
}

/** The words behind the program, for a command that starts Scrim; `null` for every other one. */
export function scrimArguments(words: readonly string[]): readonly string[] | null {
  const rest = /^npx$/.test(words[0]) && /^deno@/.test(words[1]) ? words.slice(2) : words.slice(1);
  if (words[0] === "scrim") return words.slice(1);
  if (words[0] !== "deno" && words[0] !== "npx") return null;
  const [run, all, main] = rest;
  const starts = run === "run" && all === "-A" && ["mod.ts", "jsr:@scrim/scrim"].includes(main);
  return starts ? rest.slice(3) : null;
}
