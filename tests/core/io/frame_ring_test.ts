import assert from "node:assert/strict";
import { packedView } from "../../../core/media/frame.ts";
import type { Captured } from "../../../core/media/source.ts";
import { FrameRing } from "../../../core/io/frame_ring.ts";
import { COLOR } from "../../fakes.ts";
import { settle } from "../../fake_clock.ts";

const never = new AbortController().signal;

/** A ring of `count` pictures of one pixel. */
function ringOf(count: number, newest = false): FrameRing {
  const shape = { layout: "grey", width: 1, height: 1, color: COLOR } as const;
  return new FrameRing(
    Array.from({ length: count }, () => packedView(new Uint8Array(1), shape)),
    { newest },
  );
}

/** Fills the next picture with its number. */
async function fill(ring: FrameRing, value: number): Promise<void> {
  const picture = await ring.toFill();
  if (picture) picture.data[0] = value;
  ring.put(value);
}

/** Fills and takes. */
async function ringWith(ring: FrameRing, values: readonly number[]): Promise<Captured> {
  for (const value of values) await fill(ring, value);
  const captured = await ring.take(never);
  assert.ok(captured);
  return captured;
}

/** Whether a promise is still waiting after everything that could happen has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  let waiting = true;
  const end = (): void => void (waiting = false);
  promise.then(end, end);
  await settle();
  return waiting;
}

Deno.test("FrameRing gives frames in order and makes the reader wait for a release", async () => {
  const ring = ringOf(3);
  for (const value of [0, 1, 2]) await fill(ring, value);
  const fourth = ring.toFill();
  assert.ok(await waits(fourth), "all three are ready");
  const first = await ring.take(never);
  assert.deepEqual([first?.picture.data[0], first?.sequence, first?.timestampMs], [0, 0, 0]);
  assert.ok(await waits(fourth), "lent is not free: whoever has it still reads");
  first?.release();
  assert.equal(await fourth, first?.picture, "the released one is recycled");
  assert.equal(ring.dropped, 0);
});

Deno.test("FrameRing never fills a picture that is ready or lent", async () => {
  for (const newest of [false, true]) {
    const ring = ringOf(4, newest);
    let lent = await ringWith(ring, [0]);
    for (let frame = 1; frame < 100; frame++) {
      await fill(ring, frame);
      const filling = await ring.toFill();
      assert.notEqual(filling, lent.picture);
      assert.equal(lent.picture.data[0], frame - 1, "what is lent stays as it is");
      const next = await ring.take(never);
      assert.ok(next);
      assert.notEqual(next.picture, filling);
      lent.release();
      lent = next;
    }
    assert.equal(ring.dropped, 0);
  }
});

Deno.test("FrameRing of the newest overwrites what nobody took, and counts it", async () => {
  const ring = ringOf(3, true);
  for (let value = 0; value < 10; value++) await fill(ring, value);
  const captured = await ring.take(never);
  assert.deepEqual([captured?.picture.data[0], captured?.sequence], [9, 9]);
  assert.equal(ring.dropped, 9);
  for (let value = 10; value < 15; value++) await fill(ring, value);
  assert.equal(captured?.picture.data[0], 9, "the lent one was not overwritten");
  captured?.release();
  assert.equal((await ring.take(never))?.sequence, 14);
  assert.equal(ring.dropped, 13);
});

Deno.test("FrameRing gives what is ready before its end, then null for ever", async () => {
  const ring = ringOf(3);
  await fill(ring, 7);
  ring.end();
  assert.equal((await ring.take(never))?.picture.data[0], 7);
  assert.equal(await ring.take(never), null);
  assert.equal(await ring.take(never), null);
  assert.equal(await ring.toFill(), null);
});

Deno.test("FrameRing wakes a taker and a reader at the end", async () => {
  const ring = ringOf(1);
  const taken = ring.take(never);
  ring.end(new Error("broken"));
  await assert.rejects(taken, /broken/);
  const full = ringOf(1);
  await fill(full, 0);
  const filling = full.toFill();
  full.end();
  assert.equal(await filling, null);
});

Deno.test("FrameRing stops waiting when aborted, and goes on afterwards", async () => {
  const ring = ringOf(2);
  const stop = new AbortController();
  const taken = ring.take(stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(taken, /enough/);
  await fill(ring, 3);
  assert.equal((await ring.take(never))?.picture.data[0], 3);
});

Deno.test("FrameRing says that all pictures are lent instead of waiting for ever", async () => {
  const ring = ringOf(2);
  for (const value of [0, 1]) {
    await fill(ring, value);
    await ring.take(never);
  }
  await assert.rejects(ring.take(never), /all 2 pictures are lent/);
});
