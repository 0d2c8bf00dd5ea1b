import assert from "node:assert/strict";
import { Arena } from "../../../core/media/arena.ts";
import { ModelRunner } from "../../../core/models/model_runner.ts";
import type { PlannedModel } from "../../../core/planner/plan.ts";
import { Stats } from "../../../core/base/stats.ts";
import {
  COLOR,
  copyingKernels,
  HEIGHT,
  MemoryLog,
  noMeter,
  realClock,
  scriptedEngine,
  WIDTH,
} from "../../fakes.ts";

const FPS = 20;
const PERIOD = 1000 / FPS;

const VALID: PlannedModel = {
  provider: "fake",
  width: 4,
  height: 4,
  layers: ["person"],
  offers: 1,
  sync: "on-motion",
  gated: true,
  everyFrames: 1,
  maxAgeMs: 500,
};

/** A runner whose engine and clock the test controls. */
class Bed {
  readonly stats = new Stats(noMeter);
  readonly log = new MemoryLog();
  readonly kernels = copyingKernels();
  readonly runner: ModelRunner;
  runs: { luma: number; end: PromiseWithResolvers<void> }[] = [];
  nowMs = 0;
  #frame = -1;
  readonly #arena = new Arena();
  readonly #picture = this.#arena.frame(WIDTH, HEIGHT, COLOR);

  constructor(model: Partial<PlannedModel> = {}, { auto = false } = {}) {
    const engine = scriptedEngine(this.#arena, () => {
      const end = Promise.withResolvers<void>();
      this.runs.push({ luma: engine.input.data[0], end });
      if (auto) end.resolve();
      return end.promise;
    });
    this.runner = new ModelRunner({ ...VALID, ...model }, engine, {
      ...{ arena: this.#arena, kernels: this.kernels, stats: this.stats, log: this.log },
      clock: { ...realClock, now: () => this.nowMs, sleep: () => Promise.resolve() },
      fps: FPS,
      live: true,
    });
  }

  /** Shows the next frame. Returns the result of `update()`, and whether the frame waits. */
  show(luma: number): { answer: boolean | Promise<boolean>; waits: boolean } {
    this.nowMs = ++this.#frame * PERIOD;
    this.#picture.y.data.fill(luma);
    const answer = this.runner.update(this.#picture, this.nowMs);
    if (!(answer instanceof Promise)) this.runner.begin(this.#picture, this.nowMs);
    return { answer, waits: answer instanceof Promise };
  }

  /** Waits for the result of `show()`, then calls `begin()` as the loop does. */
  async finish(answer: boolean | Promise<boolean>): Promise<boolean> {
    const fresh = await answer;
    this.runner.begin(this.#picture, this.nowMs);
    return fresh;
  }

  get ageMs(): number {
    return this.nowMs - this.runner.resultMs;
  }
}

/** Shows a frame to a model whose runs end at once. */
async function pass(bed: Bed, luma: number): Promise<void> {
  await bed.finish(bed.show(luma).answer);
}

Deno.test("ModelRunner reuses layers while nothing moves, for at most 500 ms", async () => {
  const bed = new Bed({ sync: "adaptive" }, { auto: true });
  let oldest = 0;
  let waits = 0;
  for (let i = 0; i < 100; i++) {
    const { answer, waits: waited } = bed.show(100 + (i % 2)); // a difference of one step of luma counts as noise
    await bed.finish(answer);
    await Promise.resolve();
    oldest = Math.max(oldest, bed.ageMs);
    if (waited) waits++;
  }
  assert.equal(waits, 1); // only the first frame; later runs start before the layers are too old
  assert.ok(oldest <= 500, `${oldest} ms`);
  assert.ok(
    bed.runs.length >= 100 * PERIOD / 500 && bed.runs.length <= 100 / 7,
    `${bed.runs.length}`,
  );
});

Deno.test("ModelRunner runs for each frame in which something moved, and that frame waits", async () => {
  const bed = new Bed({}, { auto: true });
  for (let i = 0; i < 20; i++) {
    const { answer, waits } = bed.show(i * 10);
    assert.ok(waits);
    assert.equal(await bed.finish(answer), true);
    assert.equal(bed.ageMs, 0);
  }
  assert.deepEqual(bed.runs.map(({ luma }) => luma), Array.from({ length: 20 }, (_, i) => i * 10));
});

Deno.test("ModelRunner in mode on-motion starts no run early, so that the same frames get the same layers", async () => {
  const bed = new Bed({ everyFrames: 3 });
  for (let i = 0; i < 30; i++) {
    const { answer, waits } = bed.show(100);
    assert.equal(waits, i % 11 === 0, `frame ${i}`); // 11 periods of 50 ms exceed 500 ms
    bed.runs.at(-1)?.end.resolve();
    if (waits) await bed.finish(answer);
  }
});

Deno.test("ModelRunner compares frames with the last input of the model, so that it detects slow motion", async () => {
  const bed = new Bed({}, { auto: true });
  await pass(bed, 50);
  for (let luma = 51; luma <= 56; luma++) await pass(bed, luma);
  assert.deepEqual(bed.runs.map(({ luma }) => luma), [50, 52, 54, 56]);
});

Deno.test("ModelRunner does not use layers of an early run for a frame in which something moved", async () => {
  const bed = new Bed({ sync: "adaptive" });
  const first = bed.show(100);
  bed.runs[0].end.resolve();
  await bed.finish(first.answer);
  while (bed.runs.length === 1) assert.equal(bed.show(100).waits, false); // until an early run starts
  const moved = bed.show(200);
  assert.ok(moved.waits);
  bed.runs[1].end.resolve();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  bed.runs[2].end.resolve();
  assert.equal(await bed.finish(moved.answer), true);
  assert.equal(bed.ageMs, 0);
  assert.deepEqual(bed.runs.map(({ luma }) => luma), [100, 100, 200]);
});

Deno.test("ModelRunner in mode every-frame runs for each frame and compares no samples", async () => {
  const bed = new Bed({ sync: "every-frame", gated: false, maxAgeMs: 0 }, { auto: true });
  bed.kernels.motion = () => assert.fail("nothing must be compared");
  for (let i = 0; i < 10; i++) {
    await pass(bed, 100);
    assert.equal(bed.ageMs, 0);
  }
  assert.equal(bed.runs.length, 10);
});

/** Shows so many frames, with runs that take `ms` on the test's clock. */
async function takes(bed: Bed, ms: number, frames: number): Promise<void> {
  for (let i = 0; i < frames; i++) {
    const { answer, waits } = bed.show(i % 2 * 100);
    bed.nowMs += ms;
    bed.runs.at(-1)?.end.resolve();
    if (waits) await bed.finish(answer);
    else await bed.runner.settle();
  }
}

Deno.test("ModelRunner in mode adaptive waits only while the model is faster than the frames", async () => {
  const bed = new Bed({ sync: "adaptive" });
  await takes(bed, PERIOD / 2, 40);
  assert.ok(bed.show(3).waits, "frames wait for a fast model");
  bed.runs.at(-1)?.end.resolve();
  await bed.runner.settle();
  await takes(bed, PERIOD * 1.5, 10);
  const { answer, waits } = bed.show(250);
  assert.equal(waits, false, "frames do not wait for a slow model");
  assert.equal(typeof answer, "boolean");
  bed.runs.at(-1)?.end.resolve();
  await bed.runner.settle();
  await takes(bed, PERIOD / 2, 150);
  assert.ok(bed.show(7).waits, "frames wait again after enough fast runs");
});

Deno.test("ModelRunner in mode on-motion waits for a slow model, and warns once with a hint", async () => {
  const bed = new Bed();
  await takes(bed, PERIOD * 1.5, 60);
  assert.ok(bed.show(250).waits);
  assert.equal(bed.log.lines.length, 1);
  assert.match(bed.log.lines[0], /warn Model "fake" is slower than the frames.*--quality fast/);
});

Deno.test("ModelRunner in mode adaptive waits for a slow model if the layers would be older than 500 ms", async () => {
  const bed = new Bed({ sync: "adaptive" });
  await takes(bed, PERIOD * 1.5, 40);
  let waits = false;
  for (let i = 0; i < 20 && !waits; i++) {
    ({ waits } = bed.show(i % 2 * 200));
    assert.ok(waits || bed.ageMs <= 500, `${bed.ageMs} ms`);
  }
  assert.ok(waits);
});

Deno.test("ModelRunner in mode throttled runs at most on every n-th frame, and only the first frame waits", async () => {
  const bed = new Bed({ sync: "throttled", everyFrames: 3 }, { auto: true });
  for (let i = 0; i < 30; i++) {
    const { answer, waits } = bed.show(i * 8);
    assert.equal(waits, i === 0);
    await bed.finish(answer);
    await bed.runner.settle();
  }
  assert.equal(bed.runs.length, 10);
  for (let i = 0; i < 30; i++) {
    bed.show(240);
    await bed.runner.settle();
  }
  assert.ok(bed.runs.length <= 10 + 6, `${bed.runs.length} runs, though nothing moved`);
});

Deno.test("ModelRunner reports a failed run, and starts a new run for the next frame", async () => {
  const bed = new Bed();
  const first = bed.show(100);
  bed.runs[0].end.reject(new Error("broken"));
  await assert.rejects(async () => await first.answer, /broken/);
  const second = bed.show(100);
  assert.ok(second.waits, "the failed run gave no layers, so the same picture needs a new run");
  bed.runs[1].end.resolve();
  assert.equal(await bed.finish(second.answer), true);
});
