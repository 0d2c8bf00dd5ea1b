/**
 * The command lines that begin with a word: `new`, `doctor`, `service`.
 *
 * @module
 */
import type { Created, Subcommand } from "./command.ts";
import { ScrimError } from "../base/errors.ts";

/** Whether a command line that begins so is one of these. */
export function isSubcommand(word: string): word is Subcommand {
  return word === "new" || word === "doctor" || word === "service";
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

function refuse(command: string, rest: readonly string[], wanted: string): never {
  const name = command === "new" ? "new NAME" : command;
  throw new ScrimError(`Cannot use ${rest.join(" ")} with ${command}: wanted ${wanted}`, {
    code: "USAGE",
    hint: `write \`${name} ${wanted}\``,
  });
}
