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

/** A model whose runs end when the test says so, on a clock that the test turns. */
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

  /** The next frame; what `update()` answered, and how old its layers are afterwards. */
  show(luma: number): { answer: boolean | Promise<boolean>; waits: boolean } {
    this.nowMs = ++this.#frame * PERIOD;
    this.#picture.y.data.fill(luma);
    const answer = this.runner.update(this.#picture, this.nowMs);
    if (!(answer instanceof Promise)) this.runner.begin(this.#picture, this.nowMs);
    return { answer, waits: answer instanceof Promise };
  }

  /** Lets the loop's tail of a frame that waited run. */
  async finish(answer: boolean | Promise<boolean>): Promise<boolean> {
    const fresh = await answer;
    this.runner.begin(this.#picture, this.nowMs);
    return fresh;
  }

  get ageMs(): number {
    return this.nowMs - this.runner.resultMs;
  }
}

/** Shows a frame to a model that answers at once. */
async function pass(bed: Bed, luma: number): Promise<void> {
  await bed.finish(bed.show(luma).answer);
}

Deno.test("ModelRunner uses layers again while nothing moves, and never for longer than 500 ms", async () => {
  const bed = new Bed({ sync: "adaptive" }, { auto: true });
  let oldest = 0;
  let waits = 0;
  for (let i = 0; i < 100; i++) {
    const { answer, waits: waited } = bed.show(100 + (i % 2)); // a step of luma is noise
    await bed.finish(answer);
    await Promise.resolve();
    oldest = Math.max(oldest, bed.ageMs);
    if (waited) waits++;
  }
  assert.equal(waits, 1); // the first has nothing to go on with; later runs are made ahead of time
  assert.ok(oldest <= 500, `${oldest} ms`);
  assert.ok(
    bed.runs.length >= 100 * PERIOD / 500 && bed.runs.length <= 100 / 7,
    `${bed.runs.length}`,
  );
});

Deno.test("ModelRunner runs for every frame that shows something else, and that frame waits", async () => {
  const bed = new Bed({}, { auto: true });
  for (let i = 0; i < 20; i++) {
    const { answer, waits } = bed.show(i * 10);
    assert.ok(waits);
    assert.equal(await bed.finish(answer), true);
    assert.equal(bed.ageMs, 0);
  }
  assert.deepEqual(bed.runs.map(({ luma }) => luma), Array.from({ length: 20 }, (_, i) => i * 10));
});

Deno.test("ModelRunner with sync valid makes nothing ahead of time: the same frames get the same layers", async () => {
  const bed = new Bed({ everyFrames: 3 });
  for (let i = 0; i < 30; i++) {
    const { answer, waits } = bed.show(100);
    assert.equal(waits, i % 11 === 0, `frame ${i}`); // 11 frames of 50 ms are the first that are more than 500
    bed.runs.at(-1)?.end.resolve();
    if (waits) await bed.finish(answer);
  }
});

Deno.test("ModelRunner compares with what the model was given, so that creeping does not pass for standing still", async () => {
  const bed = new Bed({}, { auto: true });
  await pass(bed, 50);
  for (let luma = 51; luma <= 56; luma++) await pass(bed, luma);
  assert.deepEqual(bed.runs.map(({ luma }) => luma), [50, 52, 54, 56]);
});

Deno.test("ModelRunner never shows layers that were made ahead for a frame that shows something else", async () => {
  const bed = new Bed({ sync: "adaptive" });
  const first = bed.show(100);
  bed.runs[0].end.resolve();
  await bed.finish(first.answer);
  while (bed.runs.length === 1) assert.equal(bed.show(100).waits, false); // until they are made anew
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

Deno.test("ModelRunner with sync exact runs for every frame, moved or not, and compares nothing", async () => {
  const bed = new Bed({ sync: "every-frame", gated: false, maxAgeMs: 0 }, { auto: true });
  bed.kernels.motion = () => assert.fail("nothing is to be compared");
  for (let i = 0; i < 10; i++) {
    await pass(bed, 100);
    assert.equal(bed.ageMs, 0);
  }
  assert.equal(bed.runs.length, 10);
});

/** Runs that take so long, on the test's clock, until the runner has made up its mind. */
async function takes(bed: Bed, ms: number, frames: number): Promise<void> {
  for (let i = 0; i < frames; i++) {
    const { answer, waits } = bed.show(i % 2 * 100);
    bed.nowMs += ms;
    bed.runs.at(-1)?.end.resolve();
    if (waits) await bed.finish(answer);
    else await bed.runner.settle();
  }
}

Deno.test("ModelRunner with sync auto stops waiting for a model that is slower than the frames, and waits again", async () => {
  const bed = new Bed({ sync: "adaptive" });
  await takes(bed, PERIOD / 2, 40);
  assert.ok(bed.show(3).waits, "a fast model is waited for");
  bed.runs.at(-1)?.end.resolve();
  await bed.runner.settle();
  await takes(bed, PERIOD * 1.5, 10);
  const { answer, waits } = bed.show(250);
  assert.equal(waits, false, "a slow one is not");
  assert.equal(typeof answer, "boolean");
  bed.runs.at(-1)?.end.resolve();
  await bed.runner.settle();
  await takes(bed, PERIOD / 2, 150);
  assert.ok(bed.show(7).waits, "after a while of fast runs it is waited for again");
});

Deno.test("ModelRunner with sync valid goes on waiting for a model that is slow, and says once what to do", async () => {
  const bed = new Bed();
  await takes(bed, PERIOD * 1.5, 60);
  assert.ok(bed.show(250).waits);
  assert.equal(bed.log.lines.length, 1);
  assert.match(bed.log.lines[0], /warn Model "fake" is slower than the frames.*--quality fast/);
});

Deno.test("ModelRunner with sync auto waits for a slow model rather than show layers of more than 500 ms", async () => {
  const bed = new Bed({ sync: "adaptive" });
  await takes(bed, PERIOD * 1.5, 40);
  let waits = false;
  for (let i = 0; i < 20 && !waits; i++) {
    ({ waits } = bed.show(i % 2 * 200));
    assert.ok(waits || bed.ageMs <= 500, `${bed.ageMs} ms`);
  }
  assert.ok(waits);
});

Deno.test("ModelRunner with a pace runs on every n-th frame at most, and only the first frame waits", async () => {
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

Deno.test("ModelRunner tells the next frame that a model failed, and then asks it anew", async () => {
  const bed = new Bed();
  const first = bed.show(100);
  bed.runs[0].end.reject(new Error("broken"));
  await assert.rejects(async () => await first.answer, /broken/);
  const second = bed.show(100);
  assert.ok(second.waits, "what it was given led to nothing, so it is no reason to go on");
  bed.runs[1].end.resolve();
  assert.equal(await bed.finish(second.answer), true);
});
