/** What tests of Scrim as a library share. */
import assert from "node:assert/strict";
import { explain, run, type RunOptions } from "../mod.ts";
import { MemoryLog } from "./fakes.ts";

export const SIZE = { width: 64, height: 48 } as const;
export const DEMO = { input: "demo", output: "none", size: SIZE, frames: 3 } as const;

/** What `options` are refused with. */
export async function refusal(options: unknown): Promise<Error> {
  const log = new MemoryLog();
  const given = typeof options === "object" && options !== null && !Array.isArray(options)
    ? { log, ...options }
    : options;
  for (const use of [run, explain]) {
    const error = await use(given as RunOptions).then(() => null, (error) => error);
    assert.ok(error instanceof Error, `${use.name}() takes ${JSON.stringify(options)}`);
    if (use === explain) return error;
  }
  assert.fail();
}
