/**
 * What the operating system says of the process.
 *
 * @module
 */
import process from "node:process";
import type { ProcessMeter } from "./stats.ts";

/** What the operating system says of this process, all threads included. */
export const systemMeter: ProcessMeter = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  rssBytes: () => Deno.memoryUsage().rss,
};
