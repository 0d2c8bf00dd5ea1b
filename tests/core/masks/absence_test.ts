import assert from "node:assert/strict";
import { Absence } from "../../../core/masks/absence.ts";

/** The times of the warnings for these live frames. `share` is `null` where a frame has no new mask. */
function said(frames: readonly (readonly [timestampMs: number, share: number | null])[]): number[] {
  const times: number[] = [];
  let nowMs = 0;
  const absence = new Absence(() => times.push(nowMs));
  for (const [timestampMs, share] of frames) {
    nowMs = timestampMs;
    absence.frame(timestampMs);
    if (share !== null) absence.mask(share, timestampMs);
  }
  return times;
}

Deno.test("Absence warns once that nobody is found, after three seconds of frames since the first mask", () => {
  assert.deepEqual(said([[5000, 0], [7900, 0.0009], [7999, 0], [8000, 0], [12000, 0]]), [8000]);
  assert.deepEqual(said([[0, null], [9000, null], [10000, 0], [12999, null], [13100, null]]), [
    13100,
  ]);
});

Deno.test("Absence never warns after somebody was found in time", () => {
  assert.deepEqual(said([[0, 0], [2900, 0.0011], [3000, 0], [99000, 0]]), []);
  assert.deepEqual(said([[0, 0.4], [5000, 0], [9000, 0]]), []);
  assert.deepEqual(said([[0, null], [9000, null]]), [], "no warning without a mask");
});

Deno.test("Absence warns at the end of the input, and only if there was a mask", () => {
  for (const [shares, wanted] of [[[0, 0], 1], [[0, 0.5], 0], [[], 0]] as const) {
    let count = 0;
    const absence = new Absence(() => count++);
    for (const share of shares) absence.mask(share, 0);
    absence.ended();
    absence.ended();
    assert.equal(count, wanted);
  }
});
