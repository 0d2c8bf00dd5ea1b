import assert from "node:assert/strict";
import { ScrimError } from "../../../core/base/errors.ts";
import { ReconnectingSource } from "../../../core/io/reconnecting_source.ts";
import { packedView } from "../../../core/media/frame.ts";
import type { Captured, FrameSource } from "../../../core/media/source.ts";
import { FakeClock, settle } from "../../fake_clock.ts";
import { COLOR, HEIGHT, MemoryLog, WIDTH } from "../../fakes.ts";

const never = new AbortController().signal;
const picture = packedView(new Uint8Array(WIDTH * HEIGHT * 3 / 2), {
  ...{ layout: "i420" as const, width: WIDTH, height: HEIGHT, color: COLOR },
});

/** A camera that the test feeds, and whose life it watches. */
class Camera implements FrameSource {
  readonly info;
  dropped = 0;
  open = true;
  lent = 0;
  #frames: number[] = [];
  #failure: unknown = null;
  #wake = (): void => {};

  constructor(more: Partial<FrameSource["info"]> = {}) {
    this.info = {
      ...{ description: "camera", width: WIDTH, height: HEIGHT, fps: 30 },
      ...{ layout: "i420" as const, color: COLOR, live: true, ...more },
    };
  }

  give(...sequences: number[]): void {
    this.#frames.push(...sequences);
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#wake();
  }

  async next(signal: AbortSignal): Promise<Captured | null> {
    for (;;) {
      signal.throwIfAborted();
      if (!this.open) return null;
      if (this.#failure !== null) throw this.#failure;
      const sequence = this.#frames.shift();
      if (sequence !== undefined) {
        this.lent++;
        return { sequence, timestampMs: 0, picture, release: () => void this.lent-- };
      }
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.open = false;
    this.#wake();
    return Promise.resolve();
  }
}

/** Writes down what is slept. Sleeps end at once, but for very long ones, which end by their signal only. */
class QuickClock extends FakeClock {
  readonly slept: number[] = [];

  override async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms > 1e6) return await super.sleep(ms, signal);
    this.slept.push(ms);
    this.time += ms;
    await settle();
  }
}

const gone = () => new ScrimError('Cannot read from camera "x": it is gone', { code: "DEVICE" });

function keep(first: Camera, later: (Camera | ScrimError)[]) {
  const clock = new QuickClock();
  const log = new MemoryLog();
  const states: string[] = [];
  const kept = new ReconnectingSource({
    first,
    reopen: () => {
      const next = later.shift();
      if (next === undefined) return Promise.reject(gone());
      return next instanceof ScrimError ? Promise.reject(next) : Promise.resolve(next);
    },
    clock,
    log,
  });
  kept.onState = (state) => states.push(state);
  return { kept, clock, log, states };
}

Deno.test("a lost camera is opened again with growing pauses, said once, numbers going on", async () => {
  const first = new Camera();
  const second = new Camera();
  const failures = Array.from({ length: 8 }, gone);
  const { kept, clock, log, states } = keep(first, [...failures, second]);
  first.give(4);
  first.dropped = 4;
  const before = await kept.next(never);
  assert.equal(before?.sequence, 4);
  before?.release();
  first.fail(gone());
  const next = kept.next(never);
  second.give(0, 3);
  second.dropped = 2;
  const frame = await next;
  assert.equal(first.open, false);
  assert.deepEqual([frame?.sequence, kept.dropped], [5, 6]);
  frame?.release();
  assert.equal((await kept.next(never))?.sequence, 8);
  assert.deepEqual(clock.slept, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
  assert.deepEqual(log.lines, [
    'warn Cannot read from camera "x": it is gone. Scrim goes on as soon as it is back',
    "warn camera is back after 27.8 s",
  ]);
  assert.deepEqual(states, ["live", "lost", "live"]);
  await kept[Symbol.asyncDispose]();
  assert.equal(second.open, false);
});

Deno.test("a camera that comes back as another one is not taken", async () => {
  const first = new Camera();
  const wider = new Camera({ width: 2 * WIDTH });
  const same = new Camera();
  const { kept, log } = keep(first, [wider, same]);
  first.fail(gone());
  const next = kept.next(never);
  same.give(0);
  assert.equal((await next)?.sequence, 0);
  assert.equal(wider.open, false);
  assert.equal(log.lines.length, 2);
});

Deno.test("without being wanted a camera is closed at once, also in the middle of a wait", async () => {
  const first = new Camera();
  const second = new Camera();
  const { kept, clock, log } = keep(first, [second]);
  const next = kept.next(never);
  await settle();
  kept.wanted = false;
  assert.equal(first.open, false);
  second.give(0);
  await settle();
  kept.wanted = true;
  const frame = await next;
  assert.equal(frame?.sequence, 0);
  assert.deepEqual([clock.slept, log.lines], [[], []]);
});

Deno.test("a frame that arrives while its camera is closed is given back, not delivered", async () => {
  const first = new Camera();
  const { kept } = keep(first, []);
  first.give(0);
  const next = kept.next(never);
  kept.wanted = false;
  await settle();
  assert.equal(first.lent, 0);
  await kept[Symbol.asyncDispose]();
  assert.equal(await next, null);
});

Deno.test("turning it off and on a thousand times leaves one camera open", async () => {
  const cameras = [new Camera()];
  const kept = new ReconnectingSource({
    first: cameras[0],
    reopen: async () => {
      await settle();
      cameras.push(new Camera());
      return cameras[cameras.length - 1];
    },
    clock: new QuickClock(),
    log: new MemoryLog(),
  });
  const next = kept.next(never);
  for (let round = 0; round < 1000; round++) {
    kept.wanted = round % 2 === 1;
    if (round % 7 === 0) await settle();
  }
  kept.wanted = true;
  while (!cameras.some(({ open }) => open)) await settle();
  assert.equal(cameras.filter(({ open }) => open).length, 1);
  cameras[cameras.length - 1].give(0);
  assert.equal((await next)?.sequence, 0);
  await kept[Symbol.asyncDispose]();
  assert.ok(cameras.every(({ open }) => !open));
});

Deno.test("what cannot be opened again waits without being interrupted, and its failure is the end", async () => {
  const film = new Camera();
  const kept = new ReconnectingSource({
    ...{ first: film, reopen: null, clock: new QuickClock(), log: new MemoryLog() },
  });
  const next = kept.next(never);
  await settle();
  kept.wanted = false;
  film.give(0, 1);
  await settle();
  assert.deepEqual([film.open, film.lent], [true, 0]);
  kept.wanted = true;
  assert.equal((await next)?.sequence, 1);
  film.fail(gone());
  await assert.rejects(kept.next(never), /it is gone/);
});

Deno.test("stopping ends every wait with its own reason", async () => {
  for (const state of ["waiting", "closed", "lost"]) {
    const first = new Camera();
    const { kept } = keep(first, []);
    const stopper = new AbortController();
    const next = kept.next(stopper.signal);
    if (state === "closed") kept.wanted = false;
    if (state === "lost") first.fail(gone());
    await settle();
    stopper.abort(new Error("enough"));
    await assert.rejects(next, /enough/, state);
    await kept[Symbol.asyncDispose]();
  }
});

Deno.test("a mistake of the program is no lost camera", async () => {
  const first = new Camera();
  const { kept } = keep(first, []);
  first.fail(new TypeError("mistake"));
  await assert.rejects(kept.next(never), /mistake/);
});
