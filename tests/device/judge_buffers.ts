/** Did the camera's buffers lie where they should? @module */
import assert from "node:assert/strict";
import type { BuffersResult } from "./results.ts";

const PLAIN = "4 buffers, flags 0: 4, flags 0";
/** V4L2_MEMORY_FLAG_NON_COHERENT is 1. */
const CACHED = "4 buffers, flags 1: 4, flags 1";
const FREED = "0 buffers, flags 0: 0, flags 0";

/** Cached where vivid was loaded with `cache_hints=1`, and said so; libv4l2 hands flags and answers on. */
export function judgeBuffers({ plain, cached, converted }: BuffersResult): void {
  for (const { scrim } of [plain, cached, converted]) assert.equal(scrim.code, 0, scrim.stderr);
  assert.deepEqual(plain.requests, [PLAIN, FREED]);
  assert.deepEqual(cached.requests, [PLAIN, CACHED, FREED]);
  assert.deepEqual(converted.requests, [PLAIN, CACHED, FREED]);
  assert.match(
    plain.scrim.stderr,
    /"\/dev\/video20" has 4 buffers in memory of its driver's choice$/m,
  );
  assert.match(cached.scrim.stderr, /"\/dev\/video22" has 4 buffers in cached memory$/m);
  assert.match(converted.scrim.stderr, /gives RGB3; libv4l2 converts each frame to YU12$/m);
  assert.match(converted.scrim.stderr, /"\/dev\/video22" has 4 buffers in cached memory$/m);
}
