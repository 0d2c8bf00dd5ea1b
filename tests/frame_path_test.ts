import assert from "node:assert/strict";
import { settledHeapBytes } from "../core/testing/heap.ts";
import { type Arena, defaultColor, type FrameSource, run } from "../mod.ts";
import { MemoryLog } from "./fakes.ts";

const FRAMES = 10_000;
/** Code is compiled and memory taken until then. */
const WARM_UP = 2_000;
const EVERY = 500;
const SIZE = { width: 192, height: 108 };
const FRAME_BYTES = SIZE.width * SIZE.height * 3 / 2;
const MEBIBYTE = 2 ** 20;

/** What the process held at some frame. */
interface Held {
  readonly heap: number;
  readonly rss: number;
  readonly buffers: number;
}

/** Looks at the process's memory on the way: two pictures in turn, ten still frames after each change. */
class Watch {
  readonly held: Held[] = [];
  largestStep = 0;
  #external = Infinity;

  source = (arena: Arena): FrameSource => {
    const color = defaultColor(SIZE.height);
    const pictures = [60, 200].map((luma) => {
      const picture = arena.packed("yuyv", { ...SIZE, color });
      picture.data.fill(128);
      for (let i = 0; i < picture.data.length; i += 2) picture.data[i] = luma;
      return picture;
    });
    const captured = { sequence: -1, timestampMs: 0, picture: pictures[0], release: () => {} };
    return {
      info: { description: "two pictures", ...SIZE, fps: 30, layout: "yuyv", color, live: false },
      dropped: 0,
      next: () => {
        const sequence = ++captured.sequence;
        if (sequence >= WARM_UP) this.#look(sequence, arena);
        captured.timestampMs = 1000 + sequence * 1000 / 30;
        captured.picture = pictures[Math.floor(sequence / 10) % 2];
        return Promise.resolve(captured);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };

  #look(sequence: number, { buffers }: Arena): void {
    if (sequence % EVERY === 0) {
      const heap = settledHeapBytes();
      this.held.push({ heap, rss: Deno.memoryUsage().rss, buffers });
      this.#external = Infinity;
    } else {
      // A picture that was allocated shows, whether or not it is collected later.
      const { external } = Deno.memoryUsage();
      this.largestStep = Math.max(this.largestStep, external - this.#external);
      this.#external = external;
    }
  }
}

/** How much more is held at least in the last quarter than at least in the first. */
function growth(held: readonly Held[], key: keyof Held): number {
  const quarter = Math.floor(held.length / 4);
  const least = (part: readonly Held[]) => Math.min(...part.map((one) => one[key]));
  return least(held.slice(-quarter)) - least(held.slice(0, quarter));
}

for (const chain of [["blur"], ["replace"], []]) {
  const name = chain.join() || "a passthrough";
  Deno.test(`${name} takes no memory over ${FRAMES} frames`, async () => {
    const watch = new Watch();
    const log = new MemoryLog();
    const summary = await run({
      ...{ input: watch.source, output: "none", outputFormat: "yuyv", plugins: chain, log },
      frames: FRAMES,
    });
    assert.equal(summary.frames.failed, 0);
    const { held, largestStep } = watch;
    assert.ok(held.length >= 16);
    assert.ok(growth(held, "heap") < MEBIBYTE, `the heap grew by ${growth(held, "heap")} bytes`);
    // V8 takes and gives back pages as it likes; over 30,000 frames it ends where it began.
    const grown = growth(held, "rss");
    assert.ok(grown < 4 * MEBIBYTE, `the process grew by ${grown} bytes`);
    assert.equal(growth(held, "buffers"), 0);
    assert.ok(largestStep < FRAME_BYTES, `${largestStep} bytes were allocated for a frame`);
  });
}

Deno.test("a picture that is allocated for a frame would be noticed", () => {
  const before = Deno.memoryUsage().external;
  const picture = new Uint8Array(FRAME_BYTES);
  assert.ok(Deno.memoryUsage().external - before >= picture.length);
});
