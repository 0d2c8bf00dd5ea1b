/**
 * The process's own terminal, for `main()`.
 *
 * @module
 */
import type { Terminal } from "./main.ts";

const encoder = new TextEncoder();

/** Writes all of it; a pipe may take less at a time. */
function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = encoder.encode(text);
  for (let written = 0; written < bytes.length;) {
    written += stream.writeSync(bytes.subarray(written));
  }
}

/**
 * Text that cannot steer a terminal: names and messages of plugins and files end up in it. Line ends and tabs stay; other
 * control characters (C0, DEL, C1) and those that turn the direction of writing become U+FFFD.
 */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- these are what it is about
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** SIGINT and SIGTERM stop cleanly; a second one ends the process at once. */
function onStop(stop: () => void): Disposable {
  let asked = false;
  const listener = (): void => {
    if (asked) Deno.exit(130);
    asked = true;
    stop();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, listener);
  return {
    [Symbol.dispose]: () => {
      for (const signal of signals) Deno.removeSignalListener(signal, listener);
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
  const restore = (): void => Deno.stdin.setRaw(false);
  Deno.stdin.setRaw(true, { cbreak: true });
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

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    args: Deno.args,
    out: (line) => write(Deno.stdout, `${printable(line)}\n`),
    err: (line) => write(Deno.stderr, `${printable(line)}\n`),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    draw: (text) => write(Deno.stderr, text),
    columns: () => Deno.consoleSize().columns,
    onStop,
    onToggle,
    exit: (code, message) => {
      write(Deno.stderr, `${message}\n`);
      Deno.exit(code);
    },
  };
}
