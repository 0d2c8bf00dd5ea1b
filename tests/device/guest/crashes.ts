/**
 * Programs that a processor's fault ended, by the kernel's log: which, and in what code. Their own exit code tells neither.
 *
 * @module
 */
import type { CrashesResult } from "../results.ts";
import { BUSYBOX } from "./devices.ts";
import { must, run } from "./shell.ts";

/** A line of the kernel's about such a fault: `deno[345]: segfault at 8 ip ... error 4 in deno[5555...]`. */
const FAULT = /\[\d+\]:? (?:segfault|general protection|trap) /;

async function told(): Promise<string[]> {
  const log = await must([BUSYBOX, "dmesg"]);
  return log.split("\n").filter((line) => FAULT.test(line));
}

/** What fell so far; then Deno falls twice on purpose, in its own code and in a library that it calls. */
export async function crashes(): Promise<CrashesResult> {
  const unexpected = await told();
  const wrong = "Deno.UnsafePointer.create(8n)";
  const strlen = `{ strlen: { parameters: ["pointer"], result: "usize" } }`;
  for (
    const program of [
      `new Deno.UnsafePointerView(${wrong}).getUint8()`,
      `Deno.dlopen("libc.so.6", ${strlen}).symbols.strlen(${wrong})`,
    ]
  ) {
    await run(["deno", "eval", program]);
  }
  return { unexpected, onPurpose: (await told()).slice(unexpected.length) };
}
