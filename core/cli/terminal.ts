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
    exit: (code, message) => {
      write(Deno.stderr, `${message}\n`);
      Deno.exit(code);
    },
  };
}
