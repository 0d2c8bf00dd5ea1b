/**
 * Starts the measured process and watches it from outside.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { linesOf } from "../lines.ts";
import { cpuMsOf, residentBytes } from "../proc.ts";
import type { Order, Report } from "./child.ts";
import { frameBytes } from "./film.ts";

/** What was seen from outside, and what the process says of itself. */
export interface Watched {
  readonly report: Report;
  /** From the start of the process to its first filtered picture. */
  readonly firstPictureMs: number;
  /** CPU time of a published picture, in each stretch between two marks after the first stretch. */
  readonly cpuMsPerFrame: readonly number[];
  /** Memory at the last mark, without the film. */
  readonly residentBytes: number;
}

/** Runs a child to its end. */
export async function watch(order: Order): Promise<Watched> {
  const program = fileURLToPath(new URL("child.ts", import.meta.url));
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, JSON.stringify(order)],
    ...{ stdin: "null", stdout: "piped", stderr: "inherit" },
  }).spawn();
  let firstPictureMs = NaN;
  let resident = NaN;
  let report: Report | undefined;
  const cpu: number[] = [];
  for await (const line of linesOf(child.stdout)) {
    if (line.startsWith("{")) report = JSON.parse(line);
    else if (line === "1") firstPictureMs = performance.now() - started;
    else {
      cpu.push(cpuMsOf(child.pid));
      resident = residentBytes(child.pid);
    }
  }
  const { success } = await child.status;
  if (!success || !report) throw new Error("the measured process failed");
  return {
    ...{ report, firstPictureMs },
    cpuMsPerFrame: cpu.slice(1).map((ms, i) => (ms - cpu[i]) / order.marks),
    residentBytes: resident - frameBytes(order.film) * order.film.frames,
  };
}
