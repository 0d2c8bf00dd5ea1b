/**
 * `service …` on the command line.
 *
 * @module
 */
import type { Command, ServiceCommand, ServiceVerb } from "../command.ts";
import { ScrimError } from "../../base/errors.ts";
import { descriptorOf } from "../../io/place.ts";

const VERBS: readonly ServiceVerb[] = ["install", "uninstall", "status", "print"];

function refuse(what: string, reason: string, hint: string): never {
  throw new ScrimError(`Cannot use ${what} with service: ${reason}`, { code: "USAGE", hint });
}

/**
 * Reads what follows `service`.
 *
 * @param readRun reads the flags of a run
 * @throws {ScrimError} `USAGE` for an unknown verb, flags that a run refuses, and those that a service cannot have
 */
export function readService(
  [word, ...rest]: readonly string[],
  readRun: (args: readonly string[]) => Command,
): ServiceCommand {
  const verb = VERBS.find((known) => known === word);
  if (verb === undefined) {
    throw new ScrimError(`Cannot do ${JSON.stringify(word ?? "")} with the service`, {
      code: "USAGE",
      hint: `write \`service install\`, or ${VERBS.slice(1).join(", ")}`,
    });
  }
  const takesFlags = verb === "install" || verb === "print";
  if (!takesFlags && rest.length > 0) {
    refuse(rest.join(" "), `${verb} takes no flags`, "leave it away");
  }
  const now = verb === "install" && rest.includes("--now");
  const args = now ? rest.filter((arg) => arg !== "--now") : rest;
  if (takesFlags) checkRun(readRun(args), args);
  return { verb, now, args };
}

/** A service has no terminal, no pipes, and nobody who reads figures. */
function checkRun(command: Command, args: readonly string[]): void {
  const { action, options, stats } = command;
  if (action !== "run") refuse(args.join(" "), "it starts no run", "give the flags of a run only");
  for (const flag of ["input", "output"] as const) {
    if (descriptorOf(options[flag], flag) === null) continue;
    refuse(`--${flag} ${options[flag]}`, "it has no pipe", "name a device or file");
  }
  if (stats !== "none") refuse("--stats", "it would fill the journal", "leave --stats away");
}
