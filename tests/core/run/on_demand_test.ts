import assert from "node:assert/strict";
import type { CameraState, ReconnectingSource } from "../../../core/io/reconnecting_source.ts";
import { Pause } from "../../../core/run/pause.ts";
import { OnDemandCapture } from "../../../core/run/on_demand.ts";
import { SafeOutput } from "../../../core/pipeline/safe_output.ts";
import { Stats } from "../../../core/base/stats.ts";
import { Arena } from "../../../core/media/arena.ts";
import { FakeClock } from "../../fake_clock.ts";
import {
  COLOR,
  copyingKernels,
  HEIGHT,
  MemoryLog,
  noMeter,
  RecordingSink,
  WIDTH,
} from "../../fakes.ts";

const PICTURE = 200;
const SLATES: Readonly<Record<string, number>> = {
  "": 30,
  paused: 31,
  starting: 32,
  "camera lost": 33,
};

/** Readers that the test lets come and go. */
class FakeViewers {
  count = 0;
  #listeners: (() => void)[] = [];
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }
  set(count: number): void {
    this.count = count;
    this.#listeners.forEach((listener) => listener());
  }
}

function stage(viewers: FakeViewers | null) {
  const arena = new Arena();
  const clock = new FakeClock();
  const sink = new RecordingSink({ clock });
  const slate = arena.frame(WIDTH, HEIGHT, COLOR);
  const drawSlate = (frame: typeof slate, caption = ""): void =>
    void frame.y.data.fill(SLATES[caption] ?? 99);
  drawSlate(slate);
  const output = new SafeOutput({
    ...{ sink, preview: null, kernels: copyingKernels(), slate, drawSlate },
    ...{ stats: new Stats(noMeter), clock, fps: 100 },
    onSinkFailure: (error) => {
      throw error;
    },
  });
  const source = {
    wanted: true,
    canClose: true,
    onState: (_: CameraState): void => {},
  };
  const pause = new Pause();
  const log = new MemoryLog();
  const presence = new OnDemandCapture({
    ...{ source: source as unknown as ReconnectingSource, output, pause, viewers, clock, log },
    graceMs: 100,
  });
  output.keepAlive();
  const frame = arena.frame(WIDTH, HEIGHT, COLOR);
  frame.y.data.fill(PICTURE);
  const since = (index: number): number[] => sink.shown.slice(index).map(({ luma }) => luma[0]);
  return { clock, sink, output, source, pause, log, presence, frame, since };
}

Deno.test("a pause shows the slate at once, and nothing that is finished afterwards", async () => {
  const { clock, sink, output, source, pause, presence, frame, since } = stage(null);
  await output.show(frame, clock.now());
  assert.equal(sink.shown.at(-1)?.luma[0], PICTURE);
  const before = sink.shown.length;
  pause.paused = true;
  assert.equal(source.wanted, false);
  await output.show(frame, clock.now()); // it was at work when the switch was turned
  await output.finish(clock.now());
  await clock.advance(200);
  assert.ok(since(before).length > 5, "viewers go on getting pictures");
  assert.ok(since(before).every((luma) => luma === SLATES.paused), `${since(before)}`);
  const resumed = sink.shown.length;
  pause.paused = false;
  assert.equal(source.wanted, true);
  await clock.advance(150);
  assert.ok(since(resumed).every((luma) => luma === SLATES.starting), `${since(resumed)}`);
  source.onState("live");
  await output.show(frame, clock.now());
  assert.equal(sink.shown.at(-1)?.luma[0], PICTURE);
  presence[Symbol.dispose]();
  output[Symbol.dispose]();
});

Deno.test("the camera closes when nobody has looked for a while, and opens when somebody does", async () => {
  const viewers = new FakeViewers();
  const { clock, sink, output, source, presence, log, since } = stage(viewers);
  viewers.set(1);
  await clock.advance(150);
  assert.equal(source.wanted, true, "somebody looks");
  for (let cycle = 0; cycle < 200; cycle++) { // a program that changes its settings
    viewers.set(0);
    viewers.set(2);
  }
  await clock.advance(150);
  assert.equal(source.wanted, true, "nobody was away for long");
  viewers.set(0);
  await clock.advance(250);
  assert.equal(source.wanted, false);
  const idle = sink.shown.length;
  await clock.advance(400);
  assert.ok(sink.shown.length - idle <= 1, "the slate is repeated slowly");
  viewers.set(1);
  assert.equal(source.wanted, true);
  const woken = sink.shown.length;
  await clock.advance(100);
  assert.ok(since(woken).length > 2, "whoever comes sees a placeholder at once");
  assert.ok(since(woken).every((luma) => luma === SLATES.starting), `${since(woken)}`);
  viewers.set(0);
  await clock.advance(150);
  viewers.set(1);
  assert.equal(log.lines.length, 2, `once there and back is said: ${log.lines}`);
  presence[Symbol.dispose]();
  output[Symbol.dispose]();
});

Deno.test("a pause goes before viewers, and viewers cannot end it", async () => {
  const viewers = new FakeViewers();
  const { clock, source, pause, presence, output } = stage(viewers);
  viewers.set(1);
  pause.paused = true;
  viewers.set(0);
  await clock.advance(150);
  viewers.set(1);
  assert.equal(source.wanted, false);
  pause.paused = false;
  assert.equal(source.wanted, true);
  presence[Symbol.dispose]();
  output[Symbol.dispose]();
});

Deno.test("a lost camera holds the last picture for a second, then says so on the slate", async () => {
  const { clock, sink, output, source, presence, frame } = stage(null);
  await output.show(frame, clock.now());
  source.onState("lost");
  await clock.advance(400);
  assert.equal(sink.shown.at(-1)?.luma[0], PICTURE);
  await clock.advance(900);
  assert.equal(sink.shown.at(-1)?.luma[0], SLATES["camera lost"]);
  source.onState("live");
  await output.show(frame, clock.now());
  assert.equal(sink.shown.at(-1)?.luma[0], PICTURE);
  presence[Symbol.dispose]();
  output[Symbol.dispose]();
});
