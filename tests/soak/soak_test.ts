import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { Films } from "../bench/process/film.ts";
import { judge, type Sample, slope } from "./judge.ts";
import { PictureCheck } from "./picture_check.ts";
import { watch } from "./watch.ts";

const PERIOD = 1000 / 30;
const EVERY = 10;

/** Numbers between -1 and 1, the same on every machine. */
function* noise(): Generator<number, never> {
  for (let state = 1;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

/** Half an hour of a run that is well but for what `change` does to it. */
function series(change: (sample: Sample, minute: number) => Partial<Sample> = () => ({})) {
  const some = noise();
  return Array.from({ length: 180 }, (_, i): Sample => {
    const second = (i + 1) * EVERY;
    const sample = {
      ...{ second, pictures: 300, fallbacks: 0, backwards: 0, dropped: 0 },
      timestampOffMs: 1 + some.next().value,
      publishedOffMs: some.next().value,
      p50Ms: 12 + some.next().value,
      p99Ms: 25 + 5 * some.next().value,
      // Grows while it starts, and swings as garbage is collected.
      residentMB: 310 + 2 * (i % 7) - 40 * Math.exp(-i / 3) + some.next().value,
      handles: 30 + i % 2,
      threads: 12 + i % 3,
    };
    return { ...sample, ...change(sample, second / 60) };
  });
}

/** What a judge finds wrong. */
const wrong = (samples: readonly Sample[]): readonly string[] =>
  judge(samples, PERIOD).filter(({ ok }) => ok !== true).map(({ what }) => what);

Deno.test("a run that is well passes", () => assert.deepEqual(wrong(series()), []));

const FAULTS: { readonly [what: string]: (sample: Sample, minute: number) => Partial<Sample> } = {
  memory: ({ residentMB }, minute) => ({ residentMB: residentMB + 0.2 * minute }),
  handles: ({ handles }, minute) => ({ handles: handles + Math.floor(minute / 8) }),
  threads: ({ threads }, minute) => ({ threads: threads + Math.floor(minute / 5) }),
  "latency p50": ({ p50Ms }, minute) => ({ p50Ms: p50Ms + minute / 8 }),
  "latency p99": ({ p99Ms }, minute) => ({ p99Ms: p99Ms + minute }),
  drift: ({ publishedOffMs }, minute) => ({ publishedOffMs: publishedOffMs + 2 * minute }),
  timestamps: (_, minute) => ({ backwards: minute === 7 ? 1 : 0 }),
  "frame clock": (_, minute) => ({ timestampOffMs: minute === 7 ? 34 : 1 }),
  pictures: (_, minute) => ({ pictures: minute === 7 ? 0 : 300 }),
};

for (const [what, fault] of Object.entries(FAULTS)) {
  Deno.test(`a run whose ${what} goes wrong fails for that and nothing else`, () => {
    assert.deepEqual(wrong(series(fault)), [what]);
  });
}

Deno.test("a run of which nothing was seen fails, and one too short to tell says so", () => {
  assert.ok(wrong([]).includes("pictures"));
  const short = judge(series().slice(0, 30), PERIOD);
  assert.deepEqual(short.filter(({ ok }) => ok === null).map(({ what }) => what), ["memory"]);
});

Deno.test("slope() is that of the line through points, whatever their noise", () => {
  assert.equal(slope([[0, 5], [1, 7], [2, 9]]), 2);
  assert.ok(Math.abs(slope([[0, 1], [1, -1], [2, -1], [3, 1]])) < 1e-12);
});

Deno.test("PictureCheck tells pictures that go back, and clocks that run too fast", () => {
  const check = new PictureCheck(100);
  const show = (number: number, timestampMs: number): void =>
    check.picture({ number, timestampMs, nowMs: timestampMs + 10 + number });
  show(5, 1000);
  show(6, 1100);
  show(9, 1400); // three were dropped
  assert.ok(check.has(9) && !check.has(6));
  check.fallback();
  assert.deepEqual(check.take(), {
    ...{ pictures: 3, fallbacks: 1, backwards: 0, timestampOffMs: 0 },
    ...{ publishedOffMs: 1, p50Ms: 16, p99Ms: 19 },
  });
  show(10, 1505);
  show(11, 1505);
  show(11, 1606);
  const { backwards, timestampOffMs } = check.take();
  assert.deepEqual([backwards, timestampOffMs], [2, 95]);
});

Deno.test("a short run is watched from outside and passes", async () => {
  using films = new Films();
  const film = await films.get("moving", { width: 320, height: 180 }, 10);
  const samples: Sample[] = [];
  const order = { film, fps: 30, seconds: 8, everySeconds: 0.5, run: { plugins: ["blur"] } };
  for await (const sample of watch(order)) samples.push(sample);
  const pictures = samples.reduce((sum, sample) => sum + sample.pictures, 0);
  assert.ok(samples.length > 0 && pictures > 0, `${samples.length} samples, ${pictures} pictures`);
  for (const { residentMB, handles, threads } of samples) {
    assert.ok(residentMB > 10 && handles > 3 && threads > 1);
  }
  // All else that is judged in eight seconds is how fast and how busy the machine is.
  const timestamps = judge(samples, PERIOD).find(({ what }) => what === "timestamps");
  assert.equal(timestamps?.ok, true);
});

Deno.test("a process that dies is no end of a run", async () => {
  using films = new Films();
  const film = await films.get("moving", { width: 320, height: 180 }, 10);
  const order = { film, fps: 30, seconds: 8, everySeconds: 0.5, run: { plugins: ["nothing-of"] } };
  await assert.rejects(async () => {
    for await (const _ of watch(order)) assert.fail("it was never there");
  }, /ended too early, with 1/);
});

Deno.test("deno task soak refuses a time that is none", async () => {
  const program = fileURLToPath(new URL("main.ts", import.meta.url));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, "--minutes", "soon"],
  }).output();
  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /--minutes soon: wanted a number > 0/);
});
