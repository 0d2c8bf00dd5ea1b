import assert from "node:assert/strict";
import { definePlugin, type FilterPlugin } from "../../../core/plugin.ts";
import { HOLD_MS } from "../../../core/pipeline/safe_output.ts";
import { FakeClock } from "../../fake_clock.ts";
import { play as playScene, type Played, type Scene, SLATE } from "./play.ts";

/** Changes every frame to `100 + sequence`, unless it is told to fail. */
function filter(fails: (sequence: number) => boolean): FilterPlugin {
  return definePlugin({
    apiVersion: 1,
    name: "private",
    summary: "Hides everything",
    access: "in-place",
    layers: [{ name: "person", size: "native" }],
    process({ frame, sequence }) {
      // The worst way to fail: half of the picture is done.
      frame.y.data.fill(100 + sequence, 0, frame.y.data.length / 2);
      if (fails(sequence)) throw new Error("lost the plot");
      frame.y.data.fill(100 + sequence);
    },
  });
}

const play = (
  { fails = () => false, ...scene }: Partial<Scene> & { fails?: (sequence: number) => boolean },
): Promise<Played> => playScene({ plugins: [filter(fails)], ...scene });

Deno.test("the loop shows every filtered frame and gives every buffer back", async () => {
  const { values, stats, lent } = await play({ live: false });
  assert.deepEqual(values, Array.from({ length: 20 }, (_, n) => 100 + n));
  assert.equal(stats.framesIn, 20);
  assert.equal(stats.failed, 0);
  assert.equal(lent, 0);
});

Deno.test("a plugin that throws is replaced by the last good picture and named once", async () => {
  const { values, stats, log, lent } = await play({
    live: false,
    fails: (sequence) => sequence >= 5 && sequence < 8,
  });
  assert.deepEqual(values.slice(3, 10), [103, 104, 104, 104, 104, 108, 109]);
  assert.equal(stats.failed, 3);
  assert.equal(stats.held, 3);
  assert.equal(log.lines.filter((line) => line.includes("lost the plot")).length, 1);
  assert.match(log.lines[0], /Plugin "private" failed in process\(\)/);
  assert.match(log.lines[1], /Working again after 3 failed frames/);
  assert.equal(lent, 0);
});

/** Composes straight into what the sink lends, unless it is told to fail. */
function composer(fails: (sequence: number) => boolean): FilterPlugin {
  return definePlugin({
    apiVersion: 1,
    name: "private",
    summary: "Hides everything",
    access: "compose",
    layers: [{ name: "person", size: "native" }],
    process({ into, sequence }) {
      assert.ok("layout" in into, "it is not handed the sink's memory");
      into.data.fill(100 + sequence, 0, into.data.length / 3);
      if (fails(sequence)) throw new Error("lost the plot");
      into.data.fill(100 + sequence);
    },
  });
}

Deno.test("a plugin that composes into the sink's memory and throws half-way shows the last good picture", async () => {
  const { values, stats, plan } = await playScene({
    plugins: [composer((sequence) => sequence >= 5 && sequence < 8)],
    direct: true,
    live: false,
  });
  assert.ok(!plan.steps.some(({ op }) => op === "pack"));
  assert.deepEqual(values.slice(3, 10), [103, 104, 104, 104, 104, 108, 109]);
  assert.equal(stats.held, 3);
});

Deno.test("a plugin that goes on throwing while it composes shows the slate after a second, and never anything else", async () => {
  const { values, stats } = await playScene({
    plugins: [composer((sequence) => sequence >= 10)],
    direct: true,
    source: { frames: 1000, fps: 50 },
    stopAfterMs: HOLD_MS + 500,
  });
  const lastGood = values.lastIndexOf(109);
  assert.ok(stats.held > 10 && stats.slates > 5, `held ${stats.held}, slates ${stats.slates}`);
  assert.deepEqual([...new Set(values.slice(lastGood + 1))], [SLATE]);
  // Before the first good one there was only the slate, too.
  assert.ok(values.slice(0, lastGood).every((value) => value === SLATE || value >= 100));
});

Deno.test("a plugin that composes later than at once is refused: its memory may be on show by then", async () => {
  const clock = new FakeClock();
  const late = definePlugin({
    apiVersion: 1,
    name: "late",
    summary: "Composes after a while",
    access: "compose",
    async process({ into }) {
      await clock.sleep(5);
      if ("layout" in into) into.data.fill(77);
    },
  });
  const { values, log } = await playScene({ plugins: [late], direct: true, live: false, clock });
  assert.deepEqual([...new Set(values)], [SLATE]);
  assert.match(log.lines[0], /Plugin "late" failed in process\(\): it returns a promise/);
});

Deno.test("a plugin that throws from the first frame on shows nothing but the slate", async () => {
  const { values, failing } = await play({ live: false, fails: () => true });
  assert.deepEqual([...new Set(values)], [SLATE]);
  assert.equal(values.length, 20);
  assert.equal(failing, true);
});

Deno.test("a plugin that keeps throwing is held for a second, then the slate shows", async () => {
  const { shown, stats } = await play({
    source: { frames: 1000, fps: 50 },
    fails: (sequence) => sequence >= 10,
    stopAfterMs: HOLD_MS + 700,
  });
  const lastGood = shown.findLastIndex(({ luma }) => luma[0] === 109);
  const slates = shown.slice(lastGood + 1);
  assert.ok(stats.held > 10, `held ${stats.held}`);
  assert.ok(slates.length > 5 && slates.every(({ luma }) => luma[0] === SLATE));
  const firstGood = shown.find(({ luma }) => luma[0] === 109);
  assert.ok(firstGood && slates[0].atMs - firstGood.atMs > HOLD_MS);
});

Deno.test("an inference that fails shows the last good picture, and recovers", async () => {
  const { values, stats } = await play({
    live: false,
    infer: (call) => call === 4 ? Promise.reject(new Error("no luck")) : Promise.resolve(),
  });
  assert.deepEqual(values.slice(2, 7), [102, 103, 103, 105, 106]);
  assert.equal(stats.failed, 1);
});

Deno.test("an inference that hangs is held for a second, then the slate shows", async () => {
  const clock = new FakeClock();
  const { values, shown } = await play({
    clock,
    source: { frames: 1000 },
    infer: (call) => call < 5 ? Promise.resolve() : clock.sleep(HOLD_MS + 800),
    stopAfterMs: HOLD_MS + 600,
  });
  const after = values.slice(values.lastIndexOf(104) + 1);
  assert.ok(values.filter((value) => value === 104).length > 5, "the last good picture was held");
  assert.ok(after.includes(SLATE), `after the hold came ${after}`);
  assert.ok(shown.length > 10);
});

Deno.test("a plugin that is late is held for a second, then the slate shows", async () => {
  const clock = new FakeClock();
  const plugin = definePlugin({
    apiVersion: 1,
    name: "late",
    summary: "Takes its time, half done",
    access: "in-place",
    async process({ frame, sequence }) {
      frame.y.data.fill(100 + sequence, 0, frame.y.data.length / 2);
      if (sequence >= 5) await clock.sleep(HOLD_MS + 800);
      frame.y.data.fill(100 + sequence);
    },
  });
  const { values } = await playScene({
    clock,
    plugins: [plugin],
    source: { frames: 1000 },
    stopAfterMs: HOLD_MS + 600,
  });
  assert.ok(values.filter((value) => value === 104).length > 5, "the last good picture was held");
  assert.equal(values.at(-1), SLATE);
});

Deno.test("a plugin or model that never comes back does not keep a run from stopping", async () => {
  const clock = new FakeClock();
  const began = clock.now();
  const { values } = await play({
    clock,
    source: { frames: 1000 },
    infer: (call) => call < 5 ? Promise.resolve() : new Promise(() => {}),
    stopAfterMs: 1500,
  });
  assert.ok(values.includes(104));
  assert.ok(clock.now() - began <= 1500 + 1000, "stopped long before the model's patience ends");
});

Deno.test("a camera that stalls is held for a second, then the slate shows", async () => {
  const { values } = await play({
    source: { frames: 1000, stallAt: 5 },
    stopAfterMs: HOLD_MS + 600,
  });
  assert.ok(values.filter((value) => value === 104).length > 5, "the last good picture was held");
  assert.equal(values.at(-1), SLATE);
});

Deno.test("a live sink gets the slate while nothing is ready yet", async () => {
  const clock = new FakeClock();
  const { values } = await play({
    clock,
    source: { frames: 3 },
    infer: (call) => call === 0 ? clock.sleep(400) : Promise.resolve(),
  });
  const good = values.indexOf(100);
  assert.ok(good > 1, "slates came first");
  assert.ok(values.slice(0, good).every((value) => value === SLATE));
});

Deno.test("a sink that breaks ends the loop with its error", async () => {
  await assert.rejects(play({ live: false, sinkFailsAt: 3 }), /the sink broke/);
});
