/** Did a viewer see only whole frames? @module */
import assert from "node:assert/strict";
import type { WatchedFrame, WatchResult } from "./results.ts";
import { SOLID_PERIOD, solidNumber } from "./solid.ts";

function isTorn({ changed, mixed }: WatchedFrame): boolean {
  return changed || mixed > 0;
}

/** Of no colour, as no solid frame is: Scrim shows its slate before its first frame, and when the processor stalls. */
function isSlate({ first }: WatchedFrame): boolean {
  return first.slice(2, 4) === "80" && first.slice(6) === "80";
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
  const fair = result.frames.filter((frame) => frame.fair && !isSlate(frame));
  assert.ok(fair.length > 0, "nothing but the slate was seen");
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
