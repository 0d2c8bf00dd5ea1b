import assert from "node:assert/strict";
import { QUALITIES, syncPolicyOf } from "../../../core/planner/sync_policy.ts";

Deno.test("syncPolicyOf() lets --mask-sync and --mask-every override the quality", () => {
  assert.deepEqual(syncPolicyOf({}), { sync: "on-motion", maskEvery: null });
  assert.deepEqual(syncPolicyOf({ quality: "high" }), { sync: "every-frame", maskEvery: null });
  assert.deepEqual(syncPolicyOf({ quality: "high", maskEvery: 4 }), {
    sync: "adaptive",
    maskEvery: 4,
  });
  assert.deepEqual(syncPolicyOf({ quality: "fast", maskSync: "on-motion" }), {
    sync: "on-motion",
    maskEvery: null,
  });
});

Deno.test("syncPolicyOf() gives each quality a different policy", () => {
  assert.equal(
    new Set(QUALITIES.map((quality) => JSON.stringify(syncPolicyOf({ quality })))).size,
    3,
  );
});
