import assert from "node:assert/strict";
import { FilmPacing } from "../../../core/pipeline/film_pacing.ts";
import type { Captured } from "../../../core/media/source.ts";
import { FakeClock } from "../../fake_clock.ts";

const { signal } = new AbortController();

function frame(timestampMs: number): Captured & { released: number } {
  const picture = undefined as never;
  return {
    ...{ sequence: 0, timestampMs, picture, released: 0 },
    release() {
      this.released++;
    },
  };
}

Deno.test("FilmPacing shows each frame when it is due, and does not hurry after a stall", async () => {
  const clock = new FakeClock({ skips: true });
  const pace = new FilmPacing(clock);
  const began = clock.now();
  const shown: number[] = [];
  for (const due of [0, 40, 55, 1055]) {
    await pace.untilDue(frame(due), signal);
    shown.push(clock.now() - began);
  }
  assert.deepEqual(shown, [0, 40, 55, 1055]);
  clock.time += 5000;
  await pace.untilDue(frame(1100), signal);
  const late = clock.now();
  await pace.untilDue(frame(2100), signal);
  assert.ok(clock.now() - late >= 900, "the film goes on from there");
});

Deno.test("FilmPacing gives the frame back when the run is stopped", async () => {
  const stop = new AbortController();
  const pace = new FilmPacing(new FakeClock());
  await pace.untilDue(frame(0), stop.signal);
  const waits = frame(1000);
  const pending = pace.untilDue(waits, stop.signal);
  stop.abort(new Error("enough"));
  await assert.rejects(pending, /enough/);
  assert.equal(waits.released, 1);
});
