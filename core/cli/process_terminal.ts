/**
 * The process's own terminal, for `main()`.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { errorName, reasonFor } from "../base/reasons.ts";
import { STARTER_STOPS } from "../sandbox/flag.ts";
import type { Terminal } from "./terminal.ts";
import { printable } from "./printable.ts";

const encoder = new TextEncoder();

/** Writes all of it; a pipe may take less at a time. */
function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}

/** Messages that nobody can read any more are no reason to end: the reader of a log went away, its disk is full, a terminal is closed. */
function writeMessage(text: string): void {
  try {
    write(Deno.stderr, text);
  } catch {
    // there is no place left to say it
  }
}

/** A reader that has seen enough (`| head`) is no failure; everything else is. @throws {ScrimError} */
function writeResult(text: string): void {
  try {
    write(Deno.stdout, text);
  } catch (cause) {
    if (errorName(cause) === "EPIPE") return;
    const reason = reasonFor(cause, "it is closed");
    throw new ScrimError(`Cannot write to standard output: ${reason}`, { code: "DEVICE", cause });
  }
}

/** These ask the process to end. What a shell or terminal sends twice by itself does not give up: a hang-up. */
const STOPS = ["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGXCPU", STARTER_STOPS] as const;
const NEVER_GIVES_UP: readonly Deno.Signal[] = ["SIGHUP", "SIGXCPU"];
/** Their bits in the mask of ignored signals: who starts a program with `nohup` or in a script's background means it. */
const MASKS = { SIGHUP: 1n << 0n, SIGQUIT: 1n << 2n } as const;

/** The signals that are ignored since the process was started. */
function ignoredSignals(): bigint {
  try {
    const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status")) ??
      [];
    return BigInt(`0x${mask ?? "0"}`);
  } catch {
    return 0n; // without the right to look, or another system
  }
}

/** The first signal stops, the same one again gives up. */
function onStop(stop: () => void, giveUp: () => void): Disposable {
  const ignored = ignoredSignals();
  const seen = new Set<Deno.Signal>();
  const listen = (signal: Deno.Signal, listener: () => void): () => void => {
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  };
  const heard = (signal: Deno.Signal): void => {
    const first = seen.size === 0;
    const again = seen.has(signal) && !NEVER_GIVES_UP.includes(signal);
    seen.add(signal);
    if (first) stop();
    else if (again) giveUp();
  };
  const isIgnored = (signal: Deno.Signal): boolean =>
    signal in MASKS && (ignored & MASKS[signal as keyof typeof MASKS]) !== 0n;
  // A listener for those, too: once Deno listens to any signal, it lets a hang-up end the process.
  const ends = STOPS.map((signal) =>
    listen(signal, isIgnored(signal) ? () => {} : () => heard(signal))
  );
  // Writing more than the limit of a file's size then fails like a full disk, instead of ending the process.
  ends.push(listen("SIGXFSZ", () => {}));
  return {
    [Symbol.dispose]: () => {
      for (const end of ends) end();
    },
  };
}

/** SIGUSR1, and the key p where somebody types. */
function onToggle(toggle: () => void): Disposable {
  Deno.addSignalListener("SIGUSR1", toggle);
  const keys = Deno.stdin.isTerminal() && inForeground() ? listenToKeys(toggle) : null;
  return {
    [Symbol.dispose]: () => {
      Deno.removeSignalListener("SIGUSR1", toggle);
      keys?.[Symbol.dispose]();
    },
  };
}

/** A program in the background that touches its terminal is stopped by the kernel. */
function inForeground(): boolean {
  try {
    // Behind the name in brackets: state, parent, group, session, terminal, the terminal's foreground group.
    const fields = Deno.readTextFileSync("/proc/self/stat").split(") ").at(-1)?.split(" ") ?? [];
    return fields[2] === fields[5];
  } catch {
    return false;
  }
}

/** Keys arrive one by one, without Enter; Ctrl-C stays a signal. */
function listenToKeys(toggle: () => void): Disposable {
  const restore = (): void => {
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // the terminal is closed
    }
  };
  try {
    Deno.stdin.setRaw(true, { cbreak: true });
  } catch {
    return { [Symbol.dispose]: () => {} }; // it was closed just now
  }
  globalThis.addEventListener("unload", restore); // an exit that waits for nothing leaves the terminal as it was, too
  const key = new Uint8Array(1);
  const read = async (): Promise<void> => {
    while (await Deno.stdin.read(key) !== null) if (key[0] === "p".charCodeAt(0)) toggle();
  };
  read().catch(() => {}); // the terminal is gone, and its keys with it
  return {
    [Symbol.dispose]: () => {
      globalThis.removeEventListener("unload", restore);
      restore();
    },
  };
}

const USUAL_COLUMNS = 80;

function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return USUAL_COLUMNS; // it was closed while something is drawn
  }
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    args: Deno.args,
    out: (line) => writeResult(`${printable(line)}\n`),
    err: (line) => writeMessage(`${printable(line)}\n`),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    draw: writeMessage,
    columns,
    onStop,
    onToggle,
    exit: (code, message) => {
      writeMessage(`${printable(message)}\n`);
      Deno.exit(code);
    },
  };
}
