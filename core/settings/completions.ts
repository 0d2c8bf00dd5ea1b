/**
 * Completions of the command line for bash, zsh and fish, made from the table of flags.
 *
 * @module
 */
import { FLAG_NAMES, type FlagName, flagOf } from "./flags.ts";

/** Shells that completions are made for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completions are made for. */
export type Shell = typeof SHELLS[number];

/** Words that a command line may begin with, and those that may follow. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  doctor: ["--json"],
  new: ["--dir"],
  service: ["install", "uninstall", "status", "print"],
  completions: SHELLS,
};

/** The values that a flag offers: its choices, or names of plugins. */
function valuesOf(name: FlagName, plugins: readonly string[]): readonly string[] {
  const { choices = [], completes } = flagOf(name);
  return completes === "plugins" ? plugins : choices;
}

const takesValue = (name: FlagName): boolean => {
  const { value, bare } = flagOf(name);
  return value !== undefined && bare === undefined;
};

function bash(command: string, plugins: readonly string[]): string {
  const cases = FLAG_NAMES.filter(takesValue).map((name) => {
    const values = valuesOf(name, plugins);
    const { completes } = flagOf(name);
    const words = values.length === 0 ? "" : `-W ${JSON.stringify(values.join(" "))} `;
    const files = completes === undefined ? "" : "-f ";
    return `    --${name}) COMPREPLY=($(compgen ${files}${words}-- "$current")); return ;;`;
  });
  const first = Object.entries(WORDS).map(([word, after]) =>
    `    ${word}) COMPREPLY=($(compgen -W ${JSON.stringify(after.join(" "))} -- "$current")); ` +
    `[ \${#COMPREPLY[@]} -gt 0 ] && return ;;`
  );
  const flags = FLAG_NAMES.map((name) => `--${name}`).join(" ");
  return `# Completions of ${command}. In ~/.bashrc: source <(${command} completions bash)
_${command}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$previous" in
${cases.join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${first.join("\n")}
  esac
  local words="${flags}"
  [ "$COMP_CWORD" -eq 1 ] && words="$words ${Object.keys(WORDS).join(" ")}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _${command} ${command}
`;
}

function zsh(command: string, plugins: readonly string[]): string {
  return `#compdef ${command}
# Completions of ${command}. In ~/.zshrc, after compinit: source <(${command} completions zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(command, plugins).split("\n").slice(1).join("\n")}`;
}

/** A text in single quotes, in which fish knows two escapes. */
const quoted = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function fish(command: string, plugins: readonly string[]): string {
  const lines = FLAG_NAMES.map((name) => {
    const { short, help, completes } = flagOf(name);
    const values = valuesOf(name, plugins);
    return [
      `complete -c ${command} -l ${name}`,
      ...(short === undefined ? [] : [`-s ${short}`]),
      ...(takesValue(name) ? ["-r"] : []),
      ...(completes === undefined && takesValue(name) ? ["-f"] : []),
      ...(completes !== undefined ? ["-F"] : []),
      ...(values.length === 0 ? [] : [`-a ${quoted(values.join(" "))}`]),
      `-d ${quoted(help.split(/(?<=[.:;]) /)[0].replace(/[.:;]$/, ""))}`,
    ].join(" ");
  });
  const words = Object.entries(WORDS).flatMap(([word, after]) => [
    `complete -c ${command} -f -n __fish_use_subcommand -a ${word}`,
    `complete -c ${command} -f -n '__fish_seen_subcommand_from ${word}' -a ${
      quoted(after.join(" "))
    }`,
  ]);
  return [
    `# Completions of ${command}. To use them: ${command} completions fish | source`,
    `complete -c ${command} -f`,
    ...words,
    ...lines,
    "",
  ].join("\n");
}

/**
 * A script that completes the command line.
 *
 * @param plugins names of the built-in filters
 * @param command the name under which Scrim is installed
 */
export function completionsFor(
  shell: Shell,
  plugins: readonly string[],
  command = "scrim",
): string {
  return { bash, zsh, fish }[shell](command, plugins);
}
