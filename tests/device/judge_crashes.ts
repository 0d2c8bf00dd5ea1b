/** Did any program of the guest crash, and would that have been noticed? @module */
import assert from "node:assert/strict";
import type { CrashesResult } from "./results.ts";

/** None but those that fell on purpose, which are told with their place. */
export function judgeCrashes({ unexpected, onPurpose }: CrashesResult): void {
  assert.equal(onPurpose.length, 2, onPurpose.join("\n"));
  assert.match(onPurpose[0], / in deno\[/);
  assert.match(onPurpose[1], / in libc\.so/);
  assert.deepEqual(unexpected, []);
}
