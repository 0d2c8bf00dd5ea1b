/**
 * How many capture buffers? picamera2's issue 740 asked for two and got half of the frames. Simulated, not timed: a driver
 * that fills its oldest free buffer during each period and drops the frame when it has none, and a filter that takes 0.6 of
 * a period, give or take. `deno run -A tests/bench/prior_art/buffers_of_drivers_bench.ts`
 *
 * @module
 */
import { quantile } from "../measure.ts";
import { type Group, printBench, type Row } from "../table.ts";

const PERIODS = 30_000;
/** Of a period: the work's median, and how it spreads (logarithmic, so that a few frames take several periods). */
const WORK = 0.6;
const SPREAD = 0.35;
/** Of a period: what Scrim holds a buffer for, to take planes of it. */
const UNPACK = 0.005;

interface Setup {
  readonly buffers: number;
  /** Buffers that the driver keeps: it fills one; hardware that is programmed a frame ahead holds another. */
  readonly armed: 1 | 2;
  /** Whether the filter works in the driver's buffer. */
  readonly held: boolean;
}

/** Normal numbers, the same ones for every setup. */
function* normal(): Generator<number> {
  let state = 1;
  const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  for (;;) yield Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Plays one setup; times are in periods. */
function play({ buffers, armed, held }: Setup): { shown: number; ages: readonly number[] } {
  const noise = normal();
  const ages: number[] = [];
  let ready: number | null = null; // when the newest frame was captured that nobody took yet
  let busyUntil = 0;
  let heldUntil = 0;
  let filling = true;
  for (let now = 1; now < PERIODS; now++) {
    if (filling) ready = now; // a frame that nobody took goes back when a newer one is there
    const out = (heldUntil > now ? 1 : 0) + (ready === null ? 0 : 1);
    filling = buffers - out >= armed;
    const start = Math.max(busyUntil, ready ?? Infinity);
    if (start < now + 1) {
      const work = WORK * Math.exp(SPREAD * (noise.next().value ?? 0));
      ages.push(start + work - (ready ?? start));
      ready = null;
      busyUntil = start + work;
      heldUntil = start + (held ? work : UNPACK);
    }
  }
  return { shown: ages.length / PERIODS, ages };
}

/** All setups. */
export function buffersOfDriversBench(): Promise<Group> {
  const rows: Row[] = [];
  for (const armed of [1, 2] as const) {
    for (const held of [true, false]) {
      for (const buffers of [2, 3, 4]) {
        const { shown, ages } = play({ buffers, armed, held });
        const who = held ? "worked on in place" : "given back at once";
        const name = `${buffers} buffers, ${who}, the driver needs ${armed}`;
        const figures = {
          "% of frames": 100 * shown,
          "age p50, periods": quantile(ages, 0.5),
          "age p99": quantile(ages, 0.99),
        };
        rows.push({ name, figures });
      }
    }
  }
  const notes = [`a filter of ${WORK} periods, a simulation of ${PERIODS} periods`];
  return Promise.resolve({ title: "two buffers or more", rows, notes });
}

if (import.meta.main) await printBench(buffersOfDriversBench);
