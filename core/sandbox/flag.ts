/**
 * Workers without rights are behind a flag of Deno's. Used without it, Deno ends the process (exit code 70); so it is looked
 * for first.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ScrimError } from "../base/errors.ts";
import { parseJsonc } from "../base/jsonc.ts";

/** What Deno calls it. */
const NAME = "worker-options";
const FLAG = `--unstable-${NAME}`;
/**
 * What a program that was started again is sent when its starter is asked to end. A terminal sends Ctrl-C to both: were it passed on as
 * it is, the program would hear it twice, and a second one means to give up.
 */
export const STARTER_STOPS = "SIGUSR2";
/** Set in a program that was started again, so that it is not started again and again. */
const MARK = "SCRIM_STARTED_AGAIN";

const CONFIGS = ["deno.json", "deno.jsonc"];
const SUBCOMMANDS = ["run", "serve", "test", "bench", "eval", "repl", "x"];

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // no permission to look, or nothing there: as if it were not set
  }
}

/** The words by which Deno was started. */
function commandLine(): readonly string[] {
  const text = attempt(() => Deno.readTextFileSync("/proc/self/cmdline")) ?? "";
  return text.split("\0").slice(0, -1);
}

/** Where the flags of Deno end and the program begins, and so the program's own words. */
function denoFlags(words: readonly string[]): readonly string[] {
  const own = Deno.args.length;
  return words.slice(1, words.length - own);
}

function allows(path: string): boolean {
  const config = attempt(() => parseJsonc(Deno.readTextFileSync(path)));
  const unstable = (config as { readonly unstable?: unknown } | null | undefined)?.unstable;
  return Array.isArray(unstable) && unstable.includes(NAME);
}

/** Deno reads the nearest configuration above the main module, or above the working directory if that is remote. */
function configAllows(flags: readonly string[]): boolean {
  if (flags.includes("--no-config")) return false;
  const named = flags.findIndex((word) => word === "-c" || word === "--config");
  if (named >= 0) return allows(flags[named + 1] ?? "");
  const inline = flags.find((word) => word.startsWith("--config="));
  if (inline !== undefined) return allows(inline.slice("--config=".length));
  const main = attempt(() => Deno.mainModule) ?? "";
  let folder = main.startsWith("file:") ? dirname(fileURLToPath(main)) : attempt(() => Deno.cwd());
  while (folder !== undefined) {
    const here = folder;
    const path = CONFIGS.map((name) => join(here, name)).find((candidate) =>
      attempt(() => Deno.statSync(candidate).isFile)
    );
    if (path !== undefined) return allows(path);
    folder = dirname(here) === here ? undefined : dirname(here);
  }
  return false;
}

/** Whether this process can make workers without rights. Looks at its command line and configuration. */
export function canSandbox(): boolean {
  const flags = denoFlags(commandLine());
  return flags.includes(FLAG) || configAllows(flags);
}

/**
 * Makes sure that plugins can be sandboxed.
 *
 * @throws {ScrimError} `USAGE` saying what to add
 */
export function requireSandbox(): void {
  if (canSandbox()) return;
  throw new ScrimError(`Cannot sandbox plugins: this Deno runs without ${FLAG}`, {
    code: "USAGE",
    hint: `run \`deno run ${FLAG} …\` or write "unstable": ["${NAME}"] into deno.json`,
  });
}

/** Whether {@linkcode startAgain} could help: the flag is missing, and it was not tried yet. */
export function canStartAgain(): boolean {
  return !canSandbox() && attempt(() => Deno.env.get(MARK)) !== "1" && commandLine().length > 1;
}

/**
 * Runs the same program with the same arguments, input and output, and the flag; signals are passed on.
 *
 * @returns its exit code
 */
export async function startAgain(): Promise<number> {
  const words = commandLine().slice(1);
  const at = SUBCOMMANDS.includes(words[0]) ? 1 : 0;
  const child = new Deno.Command(Deno.execPath(), {
    args: [...words.slice(0, at), FLAG, ...words.slice(at)],
    env: { [MARK]: "1" },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const passed = {
    SIGINT: STARTER_STOPS,
    SIGTERM: STARTER_STOPS,
    SIGQUIT: STARTER_STOPS,
    SIGHUP: "SIGHUP",
    SIGUSR1: "SIGUSR1",
  } as const;
  const pass = Object.entries(passed).map(([name, sent]) => {
    const signal = name as keyof typeof passed;
    const listener = (): void => void attempt(() => child.kill(sent));
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  try {
    const { code } = await child.status;
    return code;
  } finally {
    for (const { signal, listener } of pass) Deno.removeSignalListener(signal, listener);
  }
}
