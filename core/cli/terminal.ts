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
    out: (line) => write(Deno.stdout, `${line}\n`),
    err: (line) => write(Deno.stderr, `${line}\n`),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    draw: (text) => write(Deno.stderr, text),
    onStop,
    exit: (code, message) => {
      write(Deno.stderr, `${message}\n`);
      Deno.exit(code);
    },
  };
}
