/**
 * The command line: flags in, text and exit code out. The only place that prints.
 *
 * @module
 */
import type { Terminal } from "./terminal.ts";
import { describeError, isAbort, ScrimError } from "../base/errors.ts";
import { explainPlan } from "../planner/explain.ts";
import type { Log } from "../base/log.ts";
import { Pause } from "../run/pause.ts";
import { descriptorOf } from "../io/place.ts";
import type { Platform } from "../run/platform.ts";
import { explainRun } from "../run/prepare.ts";
import { providersFor } from "../layers/providers.ts";
import { runScrim } from "../run/run.ts";
import { canStartAgain, startAgain } from "../sandbox/flag.ts";
import { readArgs } from "./args.ts";
import type { Command } from "./command.ts";
import { printReport } from "./doctor.ts";
import { HELP, SUBCOMMAND_HELP } from "./help.ts";
import { listControls, listDevices } from "./lists.ts";
import { LiveStats } from "./live_stats.ts";
import { newPlugin } from "./new/new.ts";
import { loadStages } from "../loading/chain_loader.ts";
import { layersText, pluginText, statsText } from "./print.ts";
import { ProgressLine } from "./progress.ts";
import { service } from "./service/service.ts";
import { completionsFor } from "../settings/completions.ts";
import { Stopping } from "./stopping.ts";

const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** A terminal, and what is drawn on it and makes room for every line that is printed. */
interface Drawn {
  readonly terminal: Terminal;
  readonly progress: ProgressLine;
  readonly live: LiveStats;
}

function drawOn(terminal: Terminal): Drawn {
  const progress = new ProgressLine(terminal);
  const live = new LiveStats(terminal);
  const err = (line: string): void => {
    progress.clear();
    live.clear();
    terminal.err(line);
  };
  return { progress, live, terminal: { ...terminal, err } };
}

function terminalLog(terminal: Terminal, verbose: boolean): Log {
  return {
    info: (message) => terminal.err(message),
    warn: (message) => terminal.err(`warning: ${message}`),
    debug: (message) => verbose && terminal.err(message),
  };
}

function checkPipes({ options }: Command, terminal: Terminal): void {
  if (descriptorOf(options.output, "output") === 1 && terminal.stdoutIsTerminal) {
    throw new ScrimError("Cannot write Y4M to stdout: it is a terminal", {
      code: "USAGE",
      hint: "pipe it into a program or use --output FILE.y4m",
    });
  }
  if (descriptorOf(options.input, "input") === 0 && terminal.stdinIsTerminal) {
    throw new ScrimError("Cannot read pictures from stdin: it is a terminal", {
      code: "USAGE",
      hint: "pipe a program into it or use --input FILE",
    });
  }
}

async function runCommand(
  command: Command,
  { terminal, progress, live }: Drawn,
  platform: Platform,
  log: Log,
): Promise<void> {
  checkPipes(command, terminal);
  using stopping = new Stopping({ terminal, progress, clock: platform.clock });
  const pause = new Pause();
  using _pausing = terminal.onToggle(() => pause.paused = !pause.paused);
  const { plugins = [] } = command.options;
  if (plugins.length === 0) {
    log.info("No filters: the picture passes through unfiltered (--plugins blur, for example)");
  } else if (plugins.every((plugin) => plugin === "mirror")) {
    log.info("No filter hides the background: the room is shown (--plugins blur, for example)");
  }
  const { signal, finishing: onFinishing } = stopping;
  const onStats = command.stats === "text" ? live.show : undefined;
  const told = { progress: progress.show, onStats, onFinishing };
  const options = { ...command.options, pause, signal, ...told };
  const summary = await runScrim(options, platform, log).catch((error) => {
    if (isAbort(error, signal)) return null; // before there was a first picture
    throw error;
  });
  if (summary === null) return;
  if (command.stats === "json") terminal.out(JSON.stringify(summary, null, 2));
  else if (command.stats === "text") terminal.err(statsText(summary));
}

/** The plugins that were named, as they are in the chain; the built-in ones when none was. */
async function listPlugins(
  { options }: Command,
  { terminal, platform, log }: { terminal: Terminal; platform: Platform; log: Log },
): Promise<void> {
  if (options.plugins?.length) {
    await using chain = await loadStages(options, { platform, log });
    for (const { id, handle } of chain.stages) terminal.out(pluginText(handle.declaration, id));
    return;
  }
  for (const load of Object.values(platform.registry)) {
    terminal.out(pluginText((await load()).default));
  }
}

/** The machine, and the program that runs on it. */
interface Program extends Platform {
  readonly version: string;
  /** The address of the main module, which a service starts and a new plugin is made for. */
  readonly mainModule: string;
}

async function makePlugin(
  { created }: Command,
  terminal: Terminal,
  { mainModule, version, registry }: Program,
): Promise<void> {
  const builtIn = Object.keys(registry);
  if (created) await newPlugin({ ...created, from: mainModule, version, builtIn }, terminal);
}

async function dispatch(
  command: Command,
  terminal: Terminal,
  platform: Program,
): Promise<number | void> {
  const shown = drawOn(terminal);
  const log = terminalLog(shown.terminal, command.verbose);
  for (const note of command.notes) log.info(note);
  switch (command.action) {
    case "help":
      return terminal.out((command.helpOf ? SUBCOMMAND_HELP[command.helpOf] : HELP).trimEnd());
    case "version":
      return terminal.out(`scrim ${platform.version}`);
    case "list-plugins":
      return await listPlugins(command, { terminal, platform, log });
    case "list-devices":
      return await listDevices(command, { terminal, platform, log });
    case "list-controls":
      return await listControls(command, { terminal, platform, log });
    case "list-layers":
      return terminal.out(layersText(providersFor({ width: 1280, height: 720 })));
    case "doctor":
      return await printReport(command.doctor, { terminal, platform, log })
        ? EXIT.done
        : EXIT.failed;
    case "new":
      return await makePlugin(command, terminal, platform);
    case "completions":
      if (command.completed) {
        const { shell, command: name } = command.completed;
        terminal.out(completionsFor(shell, Object.keys(platform.registry), name).trimEnd());
      }
      return;
    case "service":
      if (command.service) {
        await service(command.service, { ...platform, from: platform.mainModule, terminal });
      }
      return;
    case "explain": {
      const plan = await explainRun(command.options, platform, log);
      return terminal.out(
        command.explain === "json" ? JSON.stringify(plan, null, 2) : explainPlan(plan),
      );
    }
    case "run":
      return await runCommand(command, shown, platform, log);
  }
}

/** Whether the chain has plugins that run in the sandbox, for which Deno needs a flag. */
function needsSandbox({ action, options }: Command, { registry }: Platform): boolean {
  const { plugins = [], trust = [] } = options;
  return ["run", "explain", "list-plugins"].includes(action) &&
    plugins.some((plugin) =>
      typeof plugin === "string" && !Object.hasOwn(registry, plugin) && !trust.includes(plugin)
    );
}

/**
 * Runs the command line.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function main(
  terminal: Terminal,
  platform: Program,
): Promise<number> {
  try {
    const command = readArgs(terminal.args);
    if (needsSandbox(command, platform) && canStartAgain()) return await startAgain();
    return await dispatch(command, terminal, platform) ?? EXIT.done;
  } catch (error) {
    terminal.err(`error: ${describeError(error)}`);
    if (
      terminal.args.some((arg) => arg === "--verbose" || arg === "-v") && error instanceof Error
    ) {
      terminal.err(error.stack ?? String(error));
      if (error.cause instanceof Error) terminal.err(`caused by: ${error.cause.stack}`);
    }
    return error instanceof ScrimError && error.code === "USAGE" ? EXIT.usage : EXIT.failed;
  }
}
