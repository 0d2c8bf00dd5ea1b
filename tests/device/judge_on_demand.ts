/** Was the camera open when it should be, and what did viewers see meanwhile? @module */
import assert from "node:assert/strict";
import type { LostResult, OnDemandResult } from "./results.ts";

/** Closed while no program reads; a viewer sees a slate, then the picture; those who come and go are counted right. */
export function judgeOnDemand(result: OnDemandResult): void {
  const { idleCpu, openAfter, seen, scrim } = result;
  assert.equal(scrim.code, 0, scrim.stderr);
  const story = JSON.stringify(seen);
  // Again a slate when the emulated processor stalls.
  assert.match(seen.map(({ what }) => what).join(" "), /^(slate picture ?)+$/, story);
  assert.ok(Number(seen.at(-1)?.frames) >= 10, story);
  assert.ok(result.counts === "opened" || result.streams > 0, "nobody came");
  assert.ok(result.openWhileOneStays, "closed although somebody looked");
  console.log(
    `  idle ${(100 * idleCpu).toFixed(1)} % of an emulated core; open ${
      openAfter.toFixed(2)
    } s after a viewer started`,
  );
}

/** The last picture, then slates, then the picture again; said each time. */
export function judgeLost({ seen, scrim }: LostResult): void {
  assert.equal(scrim.code, 0, scrim.stderr);
  const story = seen.map(({ what }) => what).join(" ");
  assert.match(story, /^(slate )?picture( slate picture)+$/, JSON.stringify(seen));
  const lost = scrim.stderr.match(/Scrim goes on as soon as it is back/g) ?? [];
  const found = scrim.stderr.match(/is back after [\d.]+ s/g) ?? [];
  // Pulled out once, and its driver taken away: again when the kernel gave the nodes other numbers.
  assert.ok(lost.length >= 2, scrim.stderr);
  assert.equal(found.length, lost.length, scrim.stderr);
}
