/** Did a viewer see only whole frames? @module */
import assert from "node:assert/strict";
import type { WatchedFrame, WatchResult } from "./results.ts";
import { SOLID_PERIOD, solidNumber } from "./solid.ts";

function isTorn({ changed, mixed }: WatchedFrame): boolean {
  return changed || mixed > 0;
}

/**
 * The frames that the viewer held for as long as it meant to. When the guest is not scheduled for a while, a buffer is out
 * for longer than any writer can respect, and that proves nothing.
 */
function fairFrames({ frames, holdMs }: WatchResult): readonly WatchedFrame[] {
  return frames.filter(({ heldMs }) => heldMs < 1.1 * holdMs + 4);
}

/** The control: without it, seeing no torn frame would mean nothing. */
export function judgeNaive(result: WatchResult): void {
  const torn = result.frames.filter(isTorn).length;
  assert.ok(
    torn > result.frames.length / 2,
    `only ${torn} of ${result.frames.length} were seen torn`,
  );
}

/** No torn frame, none that is not ours, none that goes back in time. */
export function judgeWhole(result: WatchResult): void {
  assert.equal(result.scrim?.code, 0, result.scrim?.stderr);
  // Before its first frame Scrim shows the slate.
  const begin = result.frames.findIndex(({ first }) => solidNumber(first) !== null);
  assert.ok(begin >= 0 && begin < 30, `the frames start with ${begin} others`);
  const fair = fairFrames({ ...result, frames: result.frames.slice(begin) });
  assert.ok(
    fair.length > result.frames.length / 2,
    `only ${fair.length} frames were looked at in time`,
  );
  const torn = fair.filter(isTorn);
  assert.equal(torn.length, 0, `${torn.length} of ${fair.length} torn: ${JSON.stringify(torn[0])}`);
  const numbers = fair.map(({ first }) => solidNumber(first));
  const foreign = fair.find((_, i) => numbers[i] === null);
  assert.equal(foreign, undefined, `a frame that Scrim was not given: ${foreign?.first}`);
  for (let i = 1; i < numbers.length; i++) {
    const ahead = (Number(numbers[i]) - Number(numbers[i - 1]) + SOLID_PERIOD) % SOLID_PERIOD;
    assert.ok(ahead < SOLID_PERIOD / 2, `frame ${numbers[i]} came after frame ${numbers[i - 1]}`);
  }
  assert.ok(new Set(numbers).size > fair.length / 4, "the picture hardly moved");
}
