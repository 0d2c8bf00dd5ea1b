import assert from "node:assert/strict";
import { definePlugin, type FilterPlugin, type Plane } from "../../../core/plugin.ts";
import { FakeClock } from "../../fake_clock.ts";
import { play, RAW } from "./play.ts";

/** Shows `base + sequence`. */
function numbers(name: string, base: number, more: Partial<FilterPlugin> = {}): FilterPlugin {
  return {
    ...definePlugin({
      apiVersion: 1,
      name,
      summary: "Hides everything behind a number",
      access: "in-place",
      hidesBackground: true,
      process({ frame, sequence }) {
        frame.y.data.fill(base + sequence);
      },
    }),
    ...more,
  };
}

const failing = (at: (sequence: number) => boolean, more: Partial<FilterPlugin>): FilterPlugin => ({
  ...definePlugin({
    apiVersion: 1,
    name: "logo",
    summary: "Brightens by one, and fails at times with half of it done",
    access: "in-place",
    onFailure: "skip",
    process({ frame, sequence }) {
      const { data } = frame.y;
      for (let i = 0; i < data.length; i++) {
        if (i === data.length / 2 && at(sequence)) throw new Error("no logo");
        data[i]++;
      }
    },
  }),
  ...more,
});

const still = { live: false, source: { frames: 6 } } as const;
const sixth = (sequence: number): boolean => sequence === 3;

Deno.test("a filter that may be skipped leaves the picture as it came, whole", async () => {
  const played = await play({ ...still, plugins: [numbers("hide", 50), failing(sixth, {})] });
  assert.deepEqual(played.values, [51, 52, 53, 53, 55, 56]);
  assert.deepEqual([played.stats.skipped, played.stats.failed], [1, 0]);
  assert.equal(played.log.lines.filter((line) => line.includes("no logo")).length, 1);
  assert.match(
    played.log.lines.join(),
    /"logo" failed in process\(\): no logo \(.*loop_test\.ts:33:58\); going on without it/,
  );
  assert.match(played.log.lines.join(), /All filters work again; frames without one: 1/);
});

Deno.test("a filter that may be skipped before the private one is skipped there, too", async () => {
  const played = await play({ ...still, plugins: [failing(sixth, {}), numbers("hide", 50)] });
  assert.deepEqual(played.values, [50, 51, 52, 53, 54, 55]);
  assert.equal(played.stats.skipped, 1);
});

Deno.test("nothing is skipped where nobody else hides the room", async () => {
  const tint = numbers("tint", 50, { hidesBackground: false });
  const played = await play({ ...still, plugins: [tint, failing(sixth, {})] });
  assert.deepEqual(played.values, [51, 52, 53, 53, 55, 56], "held, not skipped");
  assert.deepEqual([played.stats.skipped, played.stats.failed, played.stats.held], [0, 1, 1]);
});

Deno.test("a filter is handed the pictures that it was given before, the newest first", async () => {
  const seen: number[][] = [];
  const ghost: FilterPlugin = definePlugin({
    apiVersion: 1,
    name: "ghost",
    summary: "Remembers",
    access: "in-place",
    history: 2,
    process({ frame, past }) {
      seen.push(past.map((picture) => picture.y.data[5]));
      frame.y.data.fill(0); // what is kept must not change with it
    },
  });
  await play({ ...still, plugins: [numbers("hide", 50), ghost] });
  assert.deepEqual(seen, [[], [50], [51, 50], [52, 51], [53, 52], [54, 53]]);
});

Deno.test("a filter that only looks sees the part it asked for, and the camera's bytes pass", async () => {
  const sizes = new Set<string>();
  const seen: number[] = [];
  const look: FilterPlugin = definePlugin({
    apiVersion: 1,
    name: "look",
    summary: "Looks",
    access: "read",
    format: "i420",
    roi: () => ({ x: 0.5, y: 0.5, width: 0.5, height: 0.5 }),
    process({ frame }) {
      sizes.add(`${frame.width}x${frame.height} ${frame.y.width} ${frame.u.width}`);
      seen.push(frame.y.data[0]);
    },
  });
  const { values, lent } = await play({
    ...{ live: false, plugins: [numbers("hide", 50), look] },
    source: { frames: 3 },
  });
  assert.deepEqual([[...sizes], seen], [["16x8 16 8"], [50, 51, 52]]);
  assert.deepEqual([values, lent], [[50, 51, 52], 0]);
  const raw = await play({ ...still, plugins: [{ ...look, roi: undefined }], mayShowRaw: true });
  assert.deepEqual([...new Set(raw.values)], [RAW]);
  assert.equal(raw.lent, 0);
});

Deno.test("a filter that only looks and fails stops the camera's bytes", async () => {
  const guard: FilterPlugin = definePlugin({
    apiVersion: 1,
    name: "guard",
    summary: "Looks",
    access: "read",
    process({ sequence }) {
      if (sequence >= 3) throw new Error("intruder");
    },
  });
  const { shown, stats, lent } = await play({ ...still, plugins: [guard], mayShowRaw: true });
  assert.deepEqual([shown.length, stats.failed, lent], [3, 3, 0]);
});

const wantsMask = (age: number | "exact", seen: number[]): FilterPlugin =>
  definePlugin({
    apiVersion: 1,
    name: "masked",
    summary: "Notes how old its mask is",
    access: "in-place",
    hidesBackground: true,
    layers: [{ name: "person", size: "native", age }],
    process({ frame, layers, sequence }) {
      seen.push(layers.person.ageMs);
      frame.y.data.fill(50 + sequence);
    },
  });

Deno.test("an exact mask is this frame's own; a number lets frames go on with an older one", async () => {
  const clock = new FakeClock();
  const slow = (): Promise<void> => clock.sleep(25);
  const exact: number[] = [];
  const source = { frames: 30, fps: 100 };
  const waited = await play({ clock, plugins: [wantsMask("exact", exact)], source, infer: slow });
  assert.deepEqual([...new Set(exact)], [0]);
  assert.equal(waited.inferences, waited.stats.framesIn);
  const aged: number[] = [];
  const free = await play({ clock, plugins: [wantsMask(400, aged)], source, infer: slow });
  assert.equal(free.stats.framesIn, 30);
  assert.ok(free.inferences <= 2, `400 ms of 300: ${free.inferences} inferences`);
  assert.ok(aged.every((age) => age >= 0 && age <= 400), `${aged}`);
  assert.ok((aged.at(-1) ?? 0) > 100, `the mask grew old: ${aged}`);
});

Deno.test("a mask that would be too old makes a frame wait, and a model that fails is not passed over", async () => {
  const ages: number[] = [];
  const clock = new FakeClock();
  const slow = (): Promise<void> => clock.sleep(60);
  const source = { frames: 15, fps: 100 };
  await play({ clock, plugins: [wantsMask(20, ages)], source, infer: slow });
  assert.ok(ages.every((age) => age <= 20), `${ages}`);
  const { stats } = await play({
    ...{ clock, plugins: [wantsMask(20, ages)], source },
    infer: (call) => call === 2 ? Promise.reject(new Error("no luck")) : slow(),
  });
  assert.equal(stats.failed, 1);
});

Deno.test("another plan takes over between two frames, and no frame is lost", async () => {
  const made: string[] = [];
  const noting = (plugin: FilterPlugin): FilterPlugin => ({
    ...plugin,
    init: () => void made.push(`+${plugin.name}`),
    dispose: () => void made.push(`-${plugin.name}`),
  });
  const [a, b] = [noting(numbers("a", 10)), noting(numbers("b", 100))];
  const { values, stats } = await play({
    ...{ live: true, source: { frames: 40, fps: 200 }, plugins: [a] },
    swap: { afterFrames: 5, plugins: [b] },
  });
  assert.deepEqual([stats.framesIn, stats.failed], [40, 0]);
  const firstB = values.findIndex((value) => value >= 100);
  assert.ok(firstB >= 5, `${values}`);
  assert.ok(values.slice(firstB).every((value) => value >= 100));
  assert.deepEqual(made, ["+a", "+b", "-a", "-b"]);
});

Deno.test("a plan that fails on its first frame hands that frame back to the old one", async () => {
  const { values, stats, log } = await play({
    ...{ live: true, source: { frames: 40, fps: 200 }, plugins: [numbers("a", 10)] },
    swap: {
      afterFrames: 5,
      plugins: [numbers("broken", 100, {
        process: ({ frame }) => {
          (frame as { y: Plane }).y.data.fill(100, 0, 7);
          throw new Error("half done");
        },
      })],
    },
  });
  assert.deepEqual([stats.framesIn, stats.failed], [40, 0]);
  assert.ok(values.every((value) => value < 100), `${values}`);
  assert.deepEqual(
    [...new Set(values.filter((value) => value >= 10 && value !== 33))].length >= 39,
    true,
  );
  assert.match(
    log.lines.join(),
    /kept the old one: Plugin "broken" failed in process\(\): half done/,
  );
});

for (const onFailure of ["hold", "skip"] as const) {
  Deno.test(`a filter that is cut off by the end of the run has not failed (${onFailure})`, async () => {
    let ended: AbortSignal;
    const waits = numbers("waits", 50, {
      onFailure,
      init: ({ signal }) => void (ended = signal),
      process: ({ frame, sequence }) => {
        (frame as { y: Plane }).y.data.fill(50 + sequence);
        if (sequence < 3) return;
        return new Promise((_, reject) =>
          ended.addEventListener("abort", () => reject(ended.reason), { once: true })
        );
      },
    });
    const { stats, log, failing } = await play({
      ...{ live: true, source: { frames: 40 }, plugins: [numbers("hide", 10), waits] },
      stopAfterMs: 60,
    });
    assert.deepEqual([stats.failed, stats.skipped, failing], [0, 0, false]);
    assert.deepEqual(log.lines, []);
  });
}
