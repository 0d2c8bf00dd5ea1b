import assert from "node:assert/strict";
import { EFFORTS, paceOf } from "../../../core/planner/sync_policy.ts";

Deno.test("paceOf() takes what is named by itself before what the effort stands for", () => {
  assert.deepEqual(paceOf({}), { sync: "valid", maskEvery: null });
  assert.deepEqual(paceOf({ effort: "high" }), { sync: "exact", maskEvery: null });
  assert.deepEqual(paceOf({ effort: "high", maskEvery: 4 }), { sync: "auto", maskEvery: 4 });
  assert.deepEqual(paceOf({ effort: "low", sync: "valid" }), { sync: "valid", maskEvery: null });
});

Deno.test("paceOf() gives every effort another pace", () => {
  assert.equal(new Set(EFFORTS.map((effort) => JSON.stringify(paceOf({ effort })))).size, 3);
});
