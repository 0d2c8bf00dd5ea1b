/**
 * CPU time and memory of this process, as the operating system reports them.
 *
 * @module
 */
import process from "node:process";
import type { ProcessMeter } from "./stats.ts";

/** Measures this process, all threads included. */
export const systemMeter: ProcessMeter = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  rssBytes: () => Deno.memoryUsage().rss,
};
