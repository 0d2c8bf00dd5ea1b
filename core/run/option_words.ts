/**
 * The words of the command line, and what programs that import Scrim say instead.
 *
 * Messages are written once, for the command line: `Cannot use --mask-every 0`. Programs have no flags, so what they are told
 * names the fields of `RunOptions`: `Cannot use maskEvery 0`.
 *
 * @module
 */
import { checkRunShape } from "./check_run_shape.ts";
import type { RunOptions } from "./run_options.ts";
import { isAbort, ScrimError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { type FlagName, flagOf, FLAGS } from "../settings/flags.ts";

/** Flags that only print something: programs cannot use them, people who write programs can. */
const COMMANDS = /\brun with (--list-[a-z]+|--explain|--help)/g;

function inOptions(text: string): string {
  return text
    .replaceAll("run with --help to see every flag", "see RunOptions for every option")
    .replaceAll(COMMANDS, "run `deno run -A mod.ts $1`")
    .replaceAll(
      /--([a-z][a-z-]*)/g,
      (flag, name) => Object.hasOwn(FLAGS, name) ? flagOf(name as FlagName).program ?? flag : flag,
    );
}

/** The same error in the words of `RunOptions`; what is no `ScrimError` stays as it is. */
function errorInOptions(error: unknown): unknown {
  if (!(error instanceof ScrimError)) return error;
  const { message, hint, code, cause } = error;
  const told = new ScrimError(inOptions(message), {
    code,
    hint: hint === undefined ? undefined : inOptions(hint),
    cause,
  });
  told.stack = error.stack?.replace(message, told.message);
  return told;
}

/** A log whose messages name the fields of `RunOptions`. */
function logInOptions(log: Log): Log {
  return {
    info: (message) => log.info(inOptions(message)),
    warn: (message) => log.warn(inOptions(message)),
    debug: (message) => log.debug(inOptions(message)),
  };
}

/**
 * Does what a program asked for, by its rules: its options are checked first, errors and messages name the fields of `RunOptions`,
 * and an aborted signal always means a promise that is rejected with the signal's reason, however far the work had come.
 *
 * @param defaultLog where messages go when the options do not say
 * @throws {ScrimError} as `work` does, in those words; the signal's reason when it was aborted
 */
export async function forProgram<Result>(
  options: RunOptions,
  defaultLog: Log,
  work: (options: RunOptions, log: Log) => Promise<Result>,
): Promise<Result> {
  checkRunShape(options);
  const { signal, log = defaultLog } = options;
  let result: Result;
  try {
    result = await work(options, logInOptions(log));
  } catch (error) {
    if (signal && isAbort(error, signal)) throw signal.reason;
    throw errorInOptions(error);
  }
  signal?.throwIfAborted();
  return result;
}
