/**
 * Running programs in the guest, each with a time limit.
 *
 * @module
 */

/** Whatever takes longer hangs: far more than anything takes on a busy machine that emulates another. */
export const HANG_SECONDS = 900;

/** What a finished program left. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A program that runs. */
export interface Running {
  readonly pid: number;
  /** Sends a signal; nothing if it has ended. */
  kill(signal: Deno.Signal): void;
  /** Has it ended? */
  readonly ended: boolean;
  /** Its end. */
  readonly finished: Promise<Finished>;
}

/** How to start it. */
export interface StartOptions {
  readonly env?: Record<string, string>;
  /** Written to its standard input, then closed. Default: an empty input. */
  readonly stdin?: ReadableStream<Uint8Array>;
}

/** Starts a program; one that hangs is killed (exit code 137). */
export function start(command: readonly string[], options: StartOptions = {}): Running {
  const begun = performance.now();
  const child = new Deno.Command(command[0], {
    args: command.slice(1),
    env: options.env,
    stdin: options.stdin ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const running = { ended: false };
  const kill = (signal: Deno.Signal): void => {
    if (running.ended) return;
    try {
      child.kill(signal);
    } catch (error) {
      // Ended between the question and the signal.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  const ended = child.status.then(() => {
    running.ended = true;
    clearTimeout(limit);
  });
  const limit = setTimeout(() => kill("SIGKILL"), 1000 * HANG_SECONDS);
  // A reader that goes away early breaks the pipe; its exit code tells the story.
  if (options.stdin) options.stdin.pipeTo(child.stdin).catch(() => {});
  const finished = child.output().then(async ({ code, stdout, stderr }) => {
    await ended;
    const text = new TextDecoder();
    return {
      code,
      stdout: text.decode(stdout),
      stderr: text.decode(stderr),
      seconds: (performance.now() - begun) / 1000,
    };
  });
  return {
    pid: child.pid,
    kill,
    get ended() {
      return running.ended;
    },
    finished,
  };
}

/** Runs a program to its end, whatever its exit code. */
export function run(command: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return start(command, options).finished;
}

/** Runs a program that must succeed; its standard output. */
export async function must(
  command: readonly string[],
  options: StartOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, options);
  if (code !== 0) throw new Error(`${command.join(" ")}: exit code ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** Asks until the answer is true. @throws {Error} when that hangs, or when `running` ends first */
export async function until(
  what: string,
  ask: () => Promise<boolean>,
  { running }: { running?: Running } = {},
): Promise<void> {
  const deadline = performance.now() + HANG_SECONDS * 1000;
  while (!(await ask())) {
    if (running?.ended) throw new Error(`waiting for ${what}: the program ended`);
    if (performance.now() > deadline) {
      throw new Error(`waiting for ${what}: ${HANG_SECONDS} s passed`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
