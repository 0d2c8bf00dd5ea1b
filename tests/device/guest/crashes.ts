/**
 * Programs that a processor's fault ended, by the kernel's log.
 *
 * Emulated processors are not quite real ones: while V8 compiled megabytes of WebAssembly on several threads, Deno has
 * crashed once in some hundred runs in the guest, and in none of as many without it. So that this is neither hidden nor
 * mistaken for Scrim's, every crash is told with the place where it happened.
 *
 * @module
 */
import { BUSYBOX } from "./devices.ts";
import { must, run } from "./shell.ts";

/** A line of the kernel's about a fault that ended a program: `deno[345]: segfault at 8 ip ... error 4 in deno[5555...]`. */
const FAULT = /\[\d+\]:? (?:segfault|general protection|trap) /;
/** Where it happened, unless in code that was compiled while the program ran. */
const PLACE = / in ([^[\s]+)\[/;
/** A jump to where there is no code: whoever jumped, it is not told. */
const LOST = / error 1[0-9a-f] /;

/** The faults since the guest began. */
export async function crashes(): Promise<string[]> {
  const log = await must([BUSYBOX, "dmesg"]);
  return log.split("\n").filter((line) => FAULT.test(line));
}

/** Did it happen in Deno or in what Deno compiled, and not in Scrim's library or one that Scrim calls? */
export function isOfDeno(crash: string): boolean {
  const place = PLACE.exec(crash)?.[1] ?? "deno";
  return place === "deno" && !LOST.test(crash);
}

/** Two programs that fall on purpose: Deno's own code at a wrong address, and a library that it calls. */
export async function crash(): Promise<string[]> {
  const earlier = (await crashes()).length;
  const wrong = "Deno.UnsafePointer.create(8n)";
  for (
    const program of [
      `new Deno.UnsafePointerView(${wrong}).getUint8()`,
      `Deno.dlopen("libc.so.6", { strlen: { parameters: ["pointer"], result: "usize" } }).symbols.strlen(${wrong})`,
    ]
  ) {
    await run(["deno", "eval", program]);
  }
  return (await crashes()).slice(earlier);
}
