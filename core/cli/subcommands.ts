/**
 * The command lines that begin with a word: `new`, `doctor`, `service`, `completions`.
 *
 * @module
 */
import { SHELLS } from "../settings/completions.ts";
import type { Completed, Created, Subcommand } from "./command.ts";
import { ScrimError } from "../base/errors.ts";

/** Whether a command line that begins so is one of these. */
export function isSubcommand(word: string): word is Subcommand {
  return ["new", "doctor", "service", "completions"].includes(word);
}

/** `new NAME [--dir PATH]`. @throws {ScrimError} `USAGE` */
export function readNew(args: readonly string[]): Created {
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith("-")) {
    throw new ScrimError("Cannot make a plugin: it has no name", {
      code: "USAGE",
      hint: "write `new NAME`, such as `new my-filter`; --dir PATH says where",
    });
  }
  const dir = rest.length === 0
    ? undefined
    : rest.length === 2 && rest[0] === "--dir" && rest[1] !== ""
    ? rest[1]
    : rest.length === 1 && rest[0].startsWith("--dir=") && rest[0].length > 6
    ? rest[0].slice(6)
    : refuse("new", rest, "--dir PATH");
  return { name, dir };
}

/** `doctor [--json]`. @throws {ScrimError} `USAGE` */
export function readDoctor(args: readonly string[]): "text" | "json" {
  if (args.length === 0) return "text";
  return args.length === 1 && args[0] === "--json" ? "json" : refuse("doctor", args, "--json");
}

/** `completions SHELL [--command NAME]`. @throws {ScrimError} `USAGE` */
export function readCompletions(args: readonly string[]): Completed {
  const [word, ...rest] = args;
  const shell = SHELLS.find((known) => known === word);
  if (shell === undefined) {
    throw new ScrimError(`Cannot print completions for ${JSON.stringify(word ?? "")}`, {
      code: "USAGE",
      hint: `write \`completions ${SHELLS.join("|")}\``,
    });
  }
  const [, joined] = /^--command=(.+)$/.exec(rest[0] ?? "") ?? [];
  const command = rest.length === 0
    ? "scrim"
    : rest.length === 1 && joined !== undefined
    ? joined
    : rest.length === 2 && rest[0] === "--command"
    ? rest[1]
    : refuse("completions", rest, "--command NAME");
  if (!/^[A-Za-z0-9][\w.-]*$/.test(command)) {
    throw new ScrimError(`Cannot use --command "${command}": wanted the name of a command`, {
      code: "USAGE",
      hint: "use letters, digits, - and _",
    });
  }
  return { shell, command };
}

function refuse(command: string, rest: readonly string[], wanted: string): never {
  const name = { new: "new NAME", completions: "completions SHELL" }[command] ?? command;
  throw new ScrimError(`Cannot use ${rest.join(" ")} with ${command}: wanted ${wanted}`, {
    code: "USAGE",
    hint: `write \`${name} ${wanted}\``,
  });
}
