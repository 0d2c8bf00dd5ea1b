/**
 * The flags in words: for `--help`, and as a page.
 *
 * @module
 */
import { type Flag, GROUPS } from "./flag.ts";
import { FLAG_NAMES, flagOf } from "./flags.ts";

/** Columns of a terminal. */
const WIDTH = 100;
/** Where the explanations begin. */
const INDENT = 28;

/** `-v, --verbose`, `--preview[=PORT]`, `--input WHAT`. */
export function flagSyntax(name: string, { short, value, bare }: Flag): string {
  const letter = short === undefined ? "" : `-${short}, `;
  const written = value === undefined ? "" : bare === undefined ? ` ${value}` : `[=${value}]`;
  return `${letter}--${name}${written}`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function flagText(name: string, flag: Flag): string {
  const syntax = `  ${flagSyntax(name, flag)}`;
  const [first, ...rest] = wrapped(flag.help, WIDTH - INDENT);
  const margin = " ".repeat(INDENT);
  const head = syntax.length < INDENT - 1
    ? syntax.padEnd(INDENT) + first
    : `${syntax}\n${margin}${first}`;
  return [head, ...rest.map((line) => margin + line)].join("\n");
}

/** All flags in their groups, as `--help` prints them. */
export function flagsText(): string {
  return GROUPS.map((group) => {
    const names = FLAG_NAMES.filter((name) => flagOf(name).group === group);
    return [group, ...names.map((name) => flagText(name, flagOf(name)))].join("\n");
  }).join("\n\n");
}

/** All flags as tables in Markdown, with what programs that import Scrim write instead. */
export function flagsMarkdown(): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  return GROUPS.map((group) => {
    const rows = FLAG_NAMES.filter((name) => flagOf(name).group === group).map((name) => {
      const flag = flagOf(name);
      const program = flag.program === undefined ? "" : `\`${flag.program}\``;
      return `| \`${cell(flagSyntax(name, flag))}\` | ${cell(flag.help)} | ${program} |`;
    });
    const head = ["| flag | what it does | in `RunOptions` |", "| --- | --- | --- |"];
    return [`## ${group}`, "", ...head, ...rows].join("\n");
  }).join("\n\n");
}
