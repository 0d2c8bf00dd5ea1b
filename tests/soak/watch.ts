/**
 * Starts the process of a long run, and samples it from outside.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { linesOf } from "../bench/lines.ts";
import { openHandles, residentBytes, threads } from "../bench/proc.ts";
import type { Order } from "./child.ts";
import type { Sample } from "./judge.ts";

/**
 * Runs a child to its end and yields a sample per interval.
 *
 * @param v8Flags for all threads of the process
 * @throws if it ends too early or fails
 */
export async function* watch(
  order: Order,
  v8Flags: readonly string[] = [],
): AsyncGenerator<Sample> {
  const program = fileURLToPath(new URL("child.ts", import.meta.url));
  await using child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", ...(v8Flags.length > 0 ? [`--v8-flags=${v8Flags.join(",")}`] : [])],
      ...[program, JSON.stringify(order)],
    ],
    ...{ stdin: "null", stdout: "piped", stderr: "inherit" },
  }).spawn();
  let done = false;
  for await (const line of linesOf(child.stdout)) {
    if (line === "done") done = true;
    else {
      yield {
        ...JSON.parse(line),
        residentMB: residentBytes(child.pid) / 1e6,
        handles: openHandles(child.pid),
        threads: threads(child.pid),
      };
    }
  }
  const { success, code } = await child.status;
  if (!success || !done) throw new Error(`the watched process ended too early, with ${code}`);
}
